import { randomUUID } from 'node:crypto';
import { systemClock } from '../clock.ts';
import type { StopSignal } from '../deadline.ts';
import type { RequestDraft } from '../http/draft.ts';
import { attachFiles } from '../http/multipart.ts';
import type { OpenAccount } from './account.ts';
import type { Arguments, CallContext } from './contract.ts';
import type { ControlValues } from './input.ts';
import type { Plan } from './plan.ts';
import { traced } from './trace.ts';
import type { Watch } from './watch.ts';

/** A call under way: its arguments are checked and its clock is running. */
export interface Running extends CallContext {
  plan: Plan;
  /** Arguments for the API. */
  values: Arguments;
  /** Arguments for the engine. */
  controls: ControlValues;
  /** Unix times in milliseconds. */
  started: number;
  deadline: number;
  watch: Watch;
  /** Largest result in bytes. */
  budget: number;
}

/** Starts the clock that bounds the whole call: every page, retry and wait. `signal` aborts when its time is up. */
export function startCall(
  plan: Plan,
  values: Arguments,
  controls: ControlValues,
  context: CallContext,
  signal: StopSignal,
): Running {
  const { account, sealKey, readFile, outputBytes, isConfirmed, onProgress, onResponse, trace, clock } =
    context;
  const started = (clock ?? systemClock).now();
  const deadline = started + plan.limits.deadline_ms;
  return {
    account,
    sealKey,
    readFile,
    outputBytes,
    isConfirmed,
    onProgress,
    onResponse,
    trace,
    clock,
    signal,
    plan,
    values,
    controls,
    started,
    deadline,
    watch: { signal, onResponse, trace: undefined, clock, deadline },
    budget: outputBytes ?? plan.limits.output_bytes,
  };
}

/** Drafts the call's request for these arguments; a key that marks repetitions is made here, once. */
export const draftCall = (
  running: Pick<Running, 'plan' | 'readFile' | 'trace'>,
  account: OpenAccount,
  values: Arguments,
): Promise<RequestDraft> =>
  traced(
    running.trace,
    () => ({ type: 'draft' }),
    () => fillTemplates(running, account, values),
    ({ verb, url }) => ({ verb, url: url.href }),
  );

async function fillTemplates(
  { plan, readFile }: Pick<Running, 'plan' | 'readFile'>,
  account: OpenAccount,
  values: Arguments,
): Promise<RequestDraft> {
  const bindings = { arguments: values, account: account.settings };
  const draft = await plan.draft(account.baseUrl, values, bindings, plan.place(values));
  if (draft.format === 'multipart') draft.body = await attachFiles(draft.body, readFile);
  if (plan.idempotencyHeader !== undefined) draft.headers[plan.idempotencyHeader] ??= randomUUID();
  return draft;
}
