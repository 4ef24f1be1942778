import { randomUUID } from 'node:crypto';
import { ToolError } from '../errors.ts';
import { isObject } from '../json.ts';
import type { Account, Watch } from './account.ts';
import { ask } from './ask.ts';
import { openCursor, sealCursor } from './cursor.ts';
import type { Plan } from './plan.ts';
import { walkPages } from './walk.ts';

export type Arguments = Readonly<Record<string, unknown>>;

export interface CallContext extends Watch {
  account: Account;
  /** 32 bytes that seal cursors. */
  cursorKey: Buffer;
  onProgress?: ((done: number, total: number | undefined) => void) | undefined;
}

/** Carries out one call. Every failure is a `ToolError`; bad arguments fail before anything is sent. */
export async function callOperation(
  plan: Plan,
  given: Arguments,
  context: CallContext,
): Promise<Record<string, unknown>> {
  const values = structuredClone(given) as Record<string, unknown>;
  // Models hand on the null that ended the last list.
  if (plan.list && values.next_cursor === null) delete values.next_cursor;
  refuseBadArguments(plan.validate(values));
  const running = start(context, plan);
  return plan.list ? callList(plan, plan.list, values, running) : callOnce(plan, values, running);
}

async function callOnce(plan: Plan, values: Arguments, context: Running): Promise<Record<string, unknown>> {
  const { account, draft } = await prepare(plan, values, context);
  const { response, body, bindings } = await ask(account, { ...plan, draft, values, ...context });
  const result = await plan.mapItem(body, bindings);
  if (result === undefined) return { ok: true, status: response.status };
  return isObject(result) ? result : { result };
}

async function callList(
  plan: Plan,
  list: NonNullable<Plan['list']>,
  values: Arguments,
  context: Running,
): Promise<Record<string, unknown>> {
  const scope = { tool: plan.tool, account: context.account.id, arguments: values };
  const cursor = typeof values.next_cursor === 'string' ? values.next_cursor : undefined;
  const from = cursor === undefined ? undefined : openCursor(cursor, scope, context.cursorKey);
  const { account, draft } = await prepare(plan, values, context);
  const { items, next } = await walkPages(
    { ...list, mapItem: plan.mapItem },
    {
      ask: (page) => ask(account, { ...plan, draft: page, values, ...context }),
      draft,
      from,
      limit: Number(values.limit),
      until: context.started + plan.limits.walk_ms,
      onProgress: context.onProgress,
    },
  );
  return {
    result: items,
    result_count: items.length,
    next_cursor: next ? sealCursor(next, scope, context.cursorKey) : null,
  };
}

async function prepare({ draft, place, idempotencyHeader }: Plan, values: Arguments, context: CallContext) {
  const account = await context.account.open();
  const bindings = { arguments: values, account: account.settings };
  const drafted = await draft(account.baseUrl, values, bindings, place(values));
  if (idempotencyHeader !== undefined) drafted.headers[idempotencyHeader] ??= randomUUID();
  return { account, draft: drafted };
}

/** A call under way: its clock is running. */
interface Running extends CallContext {
  /** Unix times in milliseconds. */
  started: number;
  deadline: number;
  watch: Watch;
}

/** Bounds the whole call: every page, retry and wait. */
function start(context: CallContext, { limits }: Plan): Running {
  const { signal, onResponse } = context;
  const deadline = AbortSignal.timeout(limits.deadline_ms);
  const started = Date.now();
  return {
    ...context,
    started,
    deadline: started + limits.deadline_ms,
    watch: {
      signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
      ...(onResponse && { onResponse }),
    },
  };
}

function refuseBadArguments(problems: readonly { pointer: string; message: string }[]): void {
  if (problems.length === 0) return;
  const sentences = problems.map(({ pointer, message }) => {
    const isNested = pointer.split('/').length > 2;
    return isNested ? `At \`${pointer.slice(1)}\`: ${message}` : message;
  });
  throw new ToolError(
    'invalid_arguments',
    `${sentences.join(' ')} Nothing was sent; correct the arguments and call again.`,
  );
}
