import type { Limit, LimitState, LimitStore } from './contract.ts';
import { createGroup } from './group.ts';
import type { Db, Row } from './tables.ts';

/** Counters written at a time. */
const MOST = 500;

type Counter = Row<'counters'>;

/**
 * Counts in windows of time: a limit's window begins with the first request after the last one ended. Requests that come
 * together are counted with one statement; those over a limit count too, which changes nothing for them.
 */
export function createLimitStore(db: Db): LimitStore {
  const group = createGroup<Limit, LimitState>((limits) => count(db, limits), MOST);
  return { take: (limits) => Promise.all(limits.map(group.add)) };
}

async function count(db: Db, limits: readonly Limit[]): Promise<LimitState[]> {
  const now = Date.now();
  const counters = new Map((await add(db, limits, now)).map((counter) => [counter.key, counter]));
  // From the last to the first, each sees the count as it was when it came.
  return limits
    .toReversed()
    .map(({ key, points }) => {
      const counter = counters.get(key);
      if (!counter) throw new Error(`the counter of \`${key}\` was not written`);
      const state = stateOf(counter, points, now);
      counters.set(key, { ...counter, hits: counter.hits - 1 });
      return state;
    })
    .toReversed();
}

const stateOf = ({ hits, ends_at }: Counter, points: number, now: number): LimitState => ({
  isWithin: hits <= points,
  limit: points,
  remaining: Math.max(0, points - hits),
  reset: Math.max(1, Math.ceil((ends_at - now) / 1_000)),
});

function add(db: Db, limits: readonly Limit[], now: number): Promise<Counter[]> {
  const rows = new Map<string, Counter>();
  for (const { key, seconds } of limits) {
    const hits = (rows.get(key)?.hits ?? 0) + 1;
    rows.set(key, { key, hits, ends_at: now + seconds * 1_000 });
  }
  // Replicas that lock rows in the same order do not wait for each other in a circle.
  const values = [...rows.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  return db
    .insertInto('counters')
    .values(values)
    .onConflict((conflict) =>
      conflict.column('key').doUpdateSet(({ eb, ref }) => {
        const isOver = eb('counters.ends_at', '<=', now);
        const sum = eb('counters.hits', '+', ref('excluded.hits'));
        return {
          hits: eb.case().when(isOver).then(ref('excluded.hits')).else(sum).end(),
          ends_at: eb.case().when(isOver).then(ref('excluded.ends_at')).else(ref('counters.ends_at')).end(),
        };
      }),
    )
    .returningAll()
    .execute();
}
