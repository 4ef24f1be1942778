import pLimit from 'p-limit';
import { ToolError } from '../errors.ts';
import { encodeRequest } from '../http/encode.ts';
import type { OpenAccount } from './account.ts';
import { ask } from './ask.ts';
import { cutToBudget } from './budget.ts';
import { type Arguments, type CallResult, resultOf } from './contract.ts';
import { describeRequests } from './dry-run.ts';
import type { BatchPlan } from './plan.ts';
import { draftCall, type Running } from './running.ts';
import { jsonBytes, type Trace, traced } from './trace.ts';

/** A run of the list argument's elements that travels in one request; `to` is the index of its last. */
interface Part {
  from: number;
  to: number;
  values: Arguments;
}

/** `unknown`: sent, but whether it took effect is not known. */
type Ending = 'done' | 'failed' | 'unknown' | 'not_sent';

interface Report {
  from: number;
  to: number;
  outcome: Ending;
  code?: string;
  message?: string;
  result?: unknown;
}

/** Failures after which the rest would fare no better, so that it is not sent. */
const STOPS = new Set([
  'unauthorized',
  'missing_secret',
  'rate_limited',
  'cancelled',
  'transform',
  'internal',
]);
/** Failures that leave open whether the request took effect. */
const DOUBTFUL = new Set(['network', 'timeout', 'cancelled', 'unavailable', 'invalid_response']);

/** Sends a long list in as many requests as its size asks for, and reports what became of every element. */
export async function callBatch(running: Running, batch: BatchPlan): Promise<CallResult> {
  const items = running.values[batch.argument] as unknown[];
  const account = await running.account.open();
  const parts = await traced(
    running.trace,
    () => ({ type: 'split', argument: batch.argument, items: items.length }),
    () => splitItems(running, batch, account, items),
    (made) => ({ parts: made.length }),
  );
  if (running.controls.dry_run === true)
    return describeRequests(
      running,
      parts.map(({ values }) => values),
    );

  const failures: ToolError[] = [];
  let stopped = false;
  let finished = 0;
  const inTurn = pLimit(batch.concurrency);
  const reports = await Promise.all(
    parts.map((part) =>
      inTurn(async (): Promise<Report> => {
        const { from, to } = part;
        if (stopped || running.watch.signal?.aborted) return { from, to, outcome: 'not_sent' };
        const report = await sendPart(running, account, part, failures);
        stopped ||= STOPS.has(report.code ?? '');
        finished += to - from + 1;
        running.onProgress?.(finished, items.length);
        return report;
      }),
    ),
  );
  const [only] = failures;
  if (parts.length === 1 && only && only.code !== 'cancelled') throw only;
  return resultOf(cutToBudget(summarise(items, reports), running.budget, running.trace));
}

async function sendPart(
  running: Running,
  account: OpenAccount,
  { from, to, values }: Part,
  failures: ToolError[],
): Promise<Report> {
  try {
    const result = await traced(
      running.trace,
      () => ({ type: 'part', from, to }),
      (trace) => askForPart(running, account, values, trace),
    );
    return { from, to, outcome: 'done', ...(result !== undefined && { result }) };
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    failures.push(error);
    const { code, message } = error;
    return { from, to, outcome: DOUBTFUL.has(code) ? 'unknown' : 'failed', code, message };
  }
}

async function askForPart(
  running: Running,
  account: OpenAccount,
  values: Arguments,
  trace: Trace | undefined,
): Promise<unknown> {
  const { plan } = running;
  const draft = await draftCall({ ...running, trace }, account, values);
  const { response, body, bindings } = await ask(account, draft, values, running, trace);
  return traced(
    trace,
    () => ({ type: 'map', items: 1, bytes: response.body.length }),
    () => plan.mapItem(body, bindings),
    (mapped) => ({ kept: 1, keptBytes: jsonBytes(mapped) }),
  );
}

function summarise(items: readonly unknown[], reports: readonly Report[]): Record<string, unknown> {
  const of = (...outcomes: Ending[]) =>
    reports
      .filter(({ outcome }) => outcomes.includes(outcome))
      .flatMap(({ from, to }) => items.slice(from, to + 1));
  const notDone = of('failed', 'not_sent');
  const uncertain = of('unknown');
  const done = items.length - notDone.length - uncertain.length;
  return {
    complete: done === items.length,
    total: items.length,
    done,
    parts: reports,
    ...(notDone.length > 0 && { not_done: notDone }),
    ...(uncertain.length > 0 && { uncertain }),
  };
}

/** Splits by number and by the bytes of the body as it would really be sent. */
async function splitItems(
  running: Running,
  batch: BatchPlan,
  account: OpenAccount,
  items: readonly unknown[],
): Promise<Part[]> {
  const sizes = items.map((item) => Buffer.byteLength(JSON.stringify(item) ?? '') + 1);
  const part = (from: number, to: number): Part => ({
    from,
    to,
    values: { ...running.values, [batch.argument]: items.slice(from, to + 1) },
  });
  // Drafts made only to be measured are no part of what happened.
  const measured = { ...running, trace: undefined };
  const bytesOf = async ({ values }: Part) => {
    const { body } = encodeRequest(await draftCall(measured, account, values));
    return body === undefined ? 0 : Buffer.byteLength(body);
  };

  const parts: Part[] = [];
  for (let from = 0; from < items.length; ) {
    const alone = part(from, from);
    const frame = (await bytesOf(alone)) - (sizes[from] ?? 0);
    let to = from + reach(sizes, from, batch.maxItems, batch.maxBytes - frame) - 1;
    let candidate = part(from, to);
    while ((await bytesOf(candidate)) > batch.maxBytes) {
      if (to === from) throw tooLarge(batch, from);
      to = from + Math.floor((to - from) / 2);
      candidate = part(from, to);
    }
    parts.push(candidate);
    from = to + 1;
  }
  return parts;
}

/** How many elements from `from` on should fit, by their own sizes; at least one. */
function reach(sizes: readonly number[], from: number, maxItems: number, maxBytes: number): number {
  let count = 0;
  let bytes = 0;
  while (count < maxItems && from + count < sizes.length) {
    bytes += sizes[from + count] ?? 0;
    if (bytes > maxBytes && count > 0) break;
    count += 1;
  }
  return Math.max(1, count);
}

const tooLarge = ({ argument, maxBytes }: BatchPlan, index: number) =>
  new ToolError(
    'check_failed',
    `element ${index} of \`${argument}\` alone makes a body of more than ${maxBytes} bytes, which the API does not take; nothing was sent. Shorten it.`,
  );
