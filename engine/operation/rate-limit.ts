import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { systemClock } from '../clock.ts';
import type { StopSignal } from '../deadline.ts';
import { ToolError, type ToolErrorDetails } from '../errors.ts';
import { type Bindings, compileExpression, type Expression } from '../expression/expression.ts';
import { untilReset } from '../http/backoff.ts';
import { rateLimit as factsOf } from '../http/status.ts';
import type { RateLimit } from '../types.ts';
import { type Trace, traced } from './trace.ts';

/** Says of an answer whether it means "slow down", and what it says of the limit. */
export type DetectRateLimit = (
  body: unknown,
  bindings: Bindings,
) => undefined | Promise<ToolErrorDetails | undefined>;

export function compileRateLimit(definition: RateLimit = {}): DetectRateLimit {
  const when =
    definition.when === undefined ? undefined : compileExpression(`$boolean(${definition.when}\n)`);
  const facts = (['retry_after', 'limit', 'remaining', 'reset'] as const).flatMap((name) => {
    const source = definition[name];
    return source === undefined ? [] : [[name, compileExpression(source)] as const];
  });
  const collect = async (body: unknown, bindings: Bindings) => {
    const status = Number(bindings.status);
    const details = { ...factsOf(bindings.headers as Record<string, string>), status };
    for (const [name, expression] of facts) await addFact(details, name, expression, body, bindings);
    return details;
  };
  if (!when) return (body, bindings) => (bindings.status === 429 ? collect(body, bindings) : undefined);
  return async (body, bindings) =>
    (await when.evaluate(body, bindings)) === true ? collect(body, bindings) : undefined;
}

async function addFact(
  details: ToolErrorDetails,
  name: 'retry_after' | 'limit' | 'remaining' | 'reset',
  expression: Expression,
  body: unknown,
  bindings: Bindings,
): Promise<void> {
  const value = await expression.evaluate(body, bindings);
  if (value === undefined || value === null) return;
  if (name !== 'retry_after') details[`ratelimit-${name}`] = String(value);
  const seconds = Number(value);
  if (name === 'retry_after' && Number.isFinite(seconds)) details.retry_after = seconds;
  if (name === 'reset' && Number.isFinite(seconds)) details.retry_after ??= untilReset(seconds);
}

/** Waits until one more request is within the budget; `until` is a Unix time in milliseconds. */
export type AwaitTurn = (until: number, signal?: StopSignal, trace?: Trace) => Promise<void>;

/** Keeps one account within its budget of requests, if it has one. A wait beyond `until` is refused at once, before anything is sent. */
export function createBudget(budget: RateLimit['budget']): AwaitTurn | undefined {
  if (!budget) return undefined;
  const { requests, seconds } = budget;
  const limiter = new RateLimiterMemory({ points: requests, duration: seconds });
  return async (until, signal, trace) => {
    for (;;) {
      const wait = await takeOne(limiter);
      if (wait === 0) return;
      if (Date.now() + wait > until) throw overBudget(requests, seconds, Math.ceil(wait / 1_000));
      await traced(
        trace,
        () => ({ type: 'wait', reason: 'budget' }),
        () => systemClock.pause(wait, signal),
      );
    }
  };
}

/** Milliseconds until the budget has room again; 0 when a request was taken from it. */
async function takeOne(limiter: RateLimiterMemory): Promise<number> {
  try {
    await limiter.consume('account');
    return 0;
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) return Math.max(1, refusal.msBeforeNext);
    throw refusal;
  }
}

function overBudget(requests: number, period: number, wait: number): ToolError {
  const message = `the account's budget of ${requests} requests in ${period} s is used up; nothing was sent. Try again in ${wait} s.`;
  return new ToolError('rate_limited', message, { retry_after: wait });
}
