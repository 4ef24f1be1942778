import { systemClock } from '../clock.ts';
import { ToolError } from '../errors.ts';
import { jitter } from '../http/backoff.ts';
import type { RequestDraft } from '../http/draft.ts';
import type { OpenAccount } from './account.ts';
import type { Arguments } from './contract.ts';
import type { Answer, Judge } from './judge.ts';
import { type Trace, traced } from './trace.ts';
import type { Watch } from './watch.ts';

/** How one operation's requests are repeated. */
export interface RetryPolicy {
  /** Tries in all; 1 where repeating could do something twice. */
  attempts: number;
  baseMs: number;
  maxMs: number;
  /** Whether a "slow down" is waited out. */
  waitsWhenLimited: boolean;
}

/** What the requests of one call share. */
export interface Asking {
  plan: { judge: Judge; retry: RetryPolicy };
  /** Unix time in milliseconds after which nothing is tried any more. */
  deadline: number;
  watch: Watch;
}

const REPEATED = new Set(['rate_limited', 'unavailable', 'network', 'timeout']);

/** Sends a request until it is answered, as often as the policy and the deadline allow. */
export async function ask(
  account: OpenAccount,
  draft: RequestDraft,
  values: Arguments,
  { plan: { judge, retry }, deadline, watch: shared }: Asking,
  outer: Trace | undefined,
): Promise<Answer> {
  const clock = shared.clock ?? systemClock;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await traced(
        outer,
        () => describe(draft),
        async (trace) => judge(await account.exchange(draft, trace ? { ...shared, trace } : shared), values),
      );
    } catch (error) {
      const wait = waitBefore(error, attempt, retry);
      if (wait === undefined || clock.now() + wait >= deadline) throw error;
      await pause(wait, outer ? { ...shared, trace: outer } : shared, error);
    }
  }
}

/** Milliseconds to wait before another try, or `undefined` when there should be none. */
function waitBefore(
  error: unknown,
  attempt: number,
  { attempts, baseMs, maxMs, waitsWhenLimited }: RetryPolicy,
): number | undefined {
  if (!(error instanceof ToolError) || !REPEATED.has(error.code) || attempt >= attempts) return undefined;
  if (error.code === 'rate_limited' && !waitsWhenLimited) return undefined;
  const asked = error.details.retry_after;
  if (asked === undefined) return jitter(attempt, baseMs, maxMs);
  // A long wait is the model's to plan, which can do something else meanwhile.
  return asked * 1_000 > maxMs ? undefined : asked * 1_000;
}

async function pause(
  milliseconds: number,
  { signal, trace, clock = systemClock }: Watch,
  cause: unknown,
): Promise<void> {
  try {
    await traced(
      trace,
      () => ({ type: 'wait', reason: 'retry' }),
      () => clock.pause(milliseconds, signal),
    );
  } catch {
    throw new ToolError('cancelled', 'the call was cancelled while waiting to try again.', {}, cause);
  }
}

const describe = ({ verb, url, headers, body }: RequestDraft) =>
  ({ type: 'request', verb, url: url.href, headers, ...(body !== undefined && { body }) }) as const;
