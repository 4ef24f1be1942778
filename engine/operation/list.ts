import { ToolError } from '../errors.ts';
import { checkCallerExpression, evaluateForCaller } from '../expression/caller-expression.ts';
import { setQuery } from '../http/draft.ts';
import { ask } from './ask.ts';
import { createBudgetedList } from './budget.ts';
import type { CallResult } from './contract.ts';
import { openCursor, sealCursor } from './cursor.ts';
import type { ControlValues } from './input.ts';
import { pickFields } from './item.ts';
import type { ListPlan } from './plan.ts';
import { draftCall, type Running } from './running.ts';
import { note, traced } from './trace.ts';
import { walkPages } from './walk.ts';

/** Pages fetched at once, where several can be foreseen; more would only wait for each other. */
const AHEAD = 4;

const SUSPECT =
  'The API seems to have more than this one answer, but the integration does not say how to get it; do not take the list for complete.';

const cutNote = (count: number, budget: number) =>
  `Cut after ${count} items, at ${budget} bytes; next_cursor goes on there. \`fields\` or \`transform\` make items smaller.`;

/** Refuses what a list tool was told wrongly before anything is fetched. */
export function checkListControls({ transform }: ControlValues): void {
  if (transform !== undefined) checkCallerExpression(transform, 'transform');
}

/** Gathers items over as many pages as needed, within the limit, the budget and the time; a cursor goes on exactly there. */
export async function callList(running: Running, list: ListPlan): Promise<CallResult> {
  const { plan, values, controls, sealKey, budget } = running;
  const scope = { tool: plan.tool, account: running.account.id, arguments: values };
  const from =
    controls.next_cursor === undefined ? undefined : openCursor(controls.next_cursor, scope, sealKey);
  const account = await running.account.open();
  const draft = await draftCall(running, account, values);
  const wanted = controls.fields && list.upstreamFields(controls.fields);
  if (wanted) setQuery(draft, wanted.query, wanted.names.join(','));

  const transform = controls.transform;
  const gathered = createBudgetedList(transform === undefined ? budget : Number.POSITIVE_INFINITY);
  const project = controls.fields ? pickFields(controls.fields) : (item: unknown) => item;
  const { next, isCut, isSuspect } = await walkPages({
    plan: list,
    ask: (page, trace) => ask(account, page, values, running, trace),
    async take(some, bindings) {
      const kept: unknown[] = [];
      for (const item of some) {
        const mapped = plan.mapItem(item, bindings);
        kept.push(project(mapped instanceof Promise ? await mapped : mapped, bindings));
      }
      return gathered.add(kept);
    },
    draft,
    from,
    room: () => gathered.room(),
    bytes: () => gathered.bytes,
    window: Math.min(plan.limits.concurrency, AHEAD),
    limit: Number(controls.limit),
    until: running.started + plan.limits.walk_ms,
    onProgress: running.onProgress,
    trace: running.trace,
  });
  const cursor = next ? sealCursor(next, scope, sealKey) : null;
  const count = gathered.items.length;
  if (transform !== undefined) return transformed(running, transform, gathered.items, cursor);
  if (isCut) note(running.trace, { type: 'cut', budget, bytes: gathered.bytes });
  const remark = isCut ? cutNote(count, budget) : isSuspect ? SUSPECT : undefined;
  return listResult(gathered.items, gathered.text(), count, cursor, remark);
}

async function transformed(
  running: Running,
  source: string,
  items: unknown[],
  cursor: string | null,
): Promise<CallResult> {
  const text = await traced(
    running.trace,
    () => ({ type: 'transform', items: items.length }),
    async () => (await evaluateForCaller(source, items, 'transform', running.watch.signal)) ?? 'null',
    (json) => ({ bytes: Buffer.byteLength(json) }),
  );
  const bytes = Buffer.byteLength(text);
  if (bytes > running.budget)
    throw new ToolError(
      'invalid_arguments',
      `\`transform\` yields ${bytes} bytes of ${items.length} items but a result has at most ${running.budget}. Filter or shorten more, or lower \`limit\`.`,
    );
  return listResult(JSON.parse(text), text, items.length, cursor, undefined);
}

/** The text is put together from parts that are JSON already, so that no item is serialised twice. */
function listResult(
  result: unknown,
  resultText: string,
  count: number,
  cursor: string | null,
  remark: string | undefined,
): CallResult {
  const rest = { result_count: count, next_cursor: cursor, ...(remark !== undefined && { note: remark }) };
  return { value: { result, ...rest }, text: `{"result":${resultText},${JSON.stringify(rest).slice(1)}` };
}
