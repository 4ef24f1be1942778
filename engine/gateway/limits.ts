import type { Admitted } from './admission.ts';
import type { Limit, LimitState, Store } from './store/contract.ts';

/** At most so many requests in any so many seconds. */
export interface Allowance {
  requests: number;
  seconds: number;
}

/** What callers may ask for, counted over all replicas. */
export interface Allowances {
  server: Allowance;
  account: Allowance;
  api_token: Allowance;
}

export const ALLOWANCES: Allowances = {
  server: { requests: 100, seconds: 10 },
  account: { requests: 100, seconds: 10 },
  api_token: { requests: 500, seconds: 10 },
};

export interface Passage {
  isWithin: boolean;
  /** `ratelimit-limit`, `ratelimit-remaining`, `ratelimit-reset` of the limit nearest to its end; `retry-after` when it is reached. */
  headers: Readonly<Record<string, string>>;
}

/** Counts a request against all that it is limited by. */
export async function passLimits(
  { limits }: Pick<Store, 'limits'>,
  allowances: Allowances,
  { server, apiToken }: Pick<Admitted, 'server' | 'apiToken'>,
): Promise<Passage> {
  const states = await limits.take([
    limitOf(`server:${server.id}`, allowances.server),
    limitOf(`account:${server.integrated_account_id}`, allowances.account),
    ...(apiToken ? [limitOf(`api_token:${apiToken.id}`, allowances.api_token)] : []),
  ]);
  return passageOf(states);
}

const limitOf = (key: string, { requests, seconds }: Allowance): Limit => ({
  key,
  points: requests,
  seconds,
});

export function passageOf(states: readonly LimitState[]): Passage {
  const [tightest] = [...states].sort(
    (a, b) => Number(a.isWithin) - Number(b.isWithin) || a.remaining - b.remaining || b.reset - a.reset,
  );
  if (!tightest) return { isWithin: true, headers: {} };
  const { isWithin, limit, remaining, reset } = tightest;
  const seconds = String(Math.max(1, Math.ceil(reset)));
  return {
    isWithin,
    headers: {
      'ratelimit-limit': String(limit),
      'ratelimit-remaining': String(remaining),
      'ratelimit-reset': seconds,
      ...(!isWithin && { 'retry-after': seconds }),
    },
  };
}
