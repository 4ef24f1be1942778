import { ToolError } from '../errors.ts';
import { decode } from '../http/decode.ts';
import { statusError } from '../http/status.ts';
import { isObject } from '../json.ts';
import type { Account, Watch } from './account.ts';
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
  return plan.list ? callList(plan, plan.list, values, context) : callOnce(plan, values, context);
}

async function callOnce(
  plan: Plan,
  values: Arguments,
  context: CallContext,
): Promise<Record<string, unknown>> {
  const { account, draft } = await prepare(plan, values, context);
  const response = await account.exchange(draft, context);
  const failed = statusError(response, plan.verb);
  if (failed) throw failed;
  const bindings = { arguments: values, status: response.status, headers: response.headers };
  const result = await plan.mapItem(decode(response), bindings);
  if (result === undefined) return { ok: true, status: response.status };
  return isObject(result) ? result : { result };
}

async function callList(
  { tool, mapItem, ...plan }: Plan,
  list: NonNullable<Plan['list']>,
  values: Arguments,
  context: CallContext,
): Promise<Record<string, unknown>> {
  const scope = { tool, account: context.account.id, arguments: values };
  const cursor = typeof values.next_cursor === 'string' ? values.next_cursor : undefined;
  const from = cursor === undefined ? undefined : openCursor(cursor, scope, context.cursorKey);
  const { account, draft } = await prepare(plan, values, context);
  const { items, next } = await walkPages(
    { ...list, mapItem },
    {
      draft,
      exchange: (page) => account.exchange(page, context),
      arguments: values,
      limit: Number(values.limit),
      from,
      onProgress: context.onProgress,
    },
  );
  return {
    result: items,
    result_count: items.length,
    next_cursor: next ? sealCursor(next, scope, context.cursorKey) : null,
  };
}

async function prepare(
  { draft, place }: Pick<Plan, 'draft' | 'place'>,
  values: Arguments,
  context: CallContext,
) {
  const account = await context.account.open();
  const bindings = { arguments: values, account: account.settings };
  return { account, draft: await draft(account.baseUrl, values, bindings, place(values)) };
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
