import { setImmediate } from 'node:timers/promises';
import { ToolError } from '../errors.ts';
import type { Bindings, Expression } from '../expression/expression.ts';
import type { RequestDraft } from '../http/draft.ts';
import { looksPaged } from '../pagination/looks-paged.ts';
import type { PageState, Paginator } from '../pagination/strategy.ts';
import type { ListPosition } from './cursor.ts';
import type { Answer } from './judge.ts';
import { createPageSource } from './page-source.ts';
import { jsonBytes, type Trace, traced } from './trace.ts';

export interface WalkPlan {
  paginator: Paginator;
  items: Expression;
  /** Whether the YAML says that one answer holds everything. */
  isUnpaged: boolean;
}

export interface Walk {
  plan: WalkPlan;
  draft: RequestDraft;
  ask(draft: RequestDraft, trace: Trace | undefined): Promise<Answer>;
  /** Keeps items from the first on and says how many; one without room ends the walk before it. */
  take(items: readonly unknown[], bindings: Bindings): Promise<number>;
  /** How many more items there should be room for. */
  room(): number;
  /** Bytes of the items kept so far, as JSON. */
  bytes(): number;
  /** Pages under way at once, where several can be foreseen. */
  window: number;
  /** Most items to gather. */
  limit: number;
  from: ListPosition | undefined;
  /** Unix time in milliseconds after which no further page is fetched. */
  until: number;
  onProgress?: ((done: number, total: number | undefined) => void) | undefined;
  trace?: Trace | undefined;
}

export interface Walked {
  /** Where to go on, or `undefined` at the end. */
  next: ListPosition | undefined;
  /** Whether there was no room for an item that was fetched. */
  isCut: boolean;
  /** Whether the API says that there is more, but the YAML does not say how to get it. */
  isSuspect?: boolean;
}

/** Pages fetched by one call at most; what is left is a cursor away. */
const MAX_PAGES = 1_000;

/** Walks pages until `limit` items are taken, there is no room or no time for more, or the API has no more. */
export async function walkPages(walk: Walk): Promise<Walked> {
  const { plan } = walk;
  const source = createPageSource(walk);
  const visited = new Set<string>();
  let position = walk.from ?? { state: plan.paginator.start(walk.limit), skip: 0 };
  let previous: Buffer | undefined;
  let taken = 0;

  for (let pages = 1; ; pages += 1) {
    refuseRepeat(visited, position.state);
    const missing = walk.limit - taken;
    const { page, items, response } = await source.get(position.state, missing + position.skip);
    if (items.length > 0 && previous?.equals(response.body)) throw repeatedPage();
    previous = response.body;
    const total = await plan.paginator.total?.(page);

    const wanted = items.slice(position.skip, position.skip + missing);
    const bytes = walk.bytes();
    const used = await traced(
      walk.trace,
      () => ({ type: 'map', items: wanted.length, bytes: jsonBytes(wanted) }),
      () => takeItems(wanted, walk.take, page.bindings),
      (kept) => ({ kept, keptBytes: walk.bytes() - bytes }),
    );
    taken += used;
    const following = await plan.paginator.next(page, total);
    walk.onProgress?.(taken, total === undefined ? undefined : Math.min(total, walk.limit));

    const reached = position.skip + used;
    if (reached < items.length)
      return { next: { state: position.state, skip: reached }, isCut: used < wanted.length };
    if (!following) return { next: undefined, isCut: false, isSuspect: plan.isUnpaged && looksPaged(page) };
    if (pages === 1 && total !== undefined && page.count > 0) {
      const room = Math.min(walk.limit, taken + walk.room());
      source.foresee(plan.paginator.ahead?.(page, total, position.skip + room) ?? []);
    }
    position = { state: following, skip: 0 };
    if (taken === walk.limit || pages === MAX_PAGES || Date.now() >= walk.until)
      return { next: position, isCut: false };
  }
}

/** How many of the items were taken before there was no more room. Others get their turn in between. */
export async function takeItems(
  items: readonly unknown[],
  take: Walk['take'],
  bindings: Bindings,
): Promise<number> {
  let now = performance.now();
  let until = now + LONGEST_TURN;
  let atOnce = FIRST_AT_ONCE;
  for (let done = 0; done < items.length; ) {
    const some = items.slice(done, done + atOnce);
    const taken = await take(some, bindings);
    done += taken;
    if (taken < some.length) return done;
    const begun = now;
    now = performance.now();
    atOnce = fitting(atOnce, now - begun);
    if (now < until) continue;
    await setImmediate();
    now = performance.now();
    until = now + LONGEST_TURN;
  }
  return items.length;
}

/** Milliseconds of mapping before other calls get their turn. */
const LONGEST_TURN = 5;

/** Items between two looks at the clock. Many are serialised together more cheaply, and leave less garbage. */
const FIRST_AT_ONCE = 32;
const MOST_AT_ONCE = 512;

/** How many items to take at once, after so many took this long. */
function fitting(count: number, milliseconds: number): number {
  if (milliseconds > LONGEST_TURN) return Math.max(1, count >> 1);
  return milliseconds < LONGEST_TURN / 4 ? Math.min(MOST_AT_ONCE, count << 1) : count;
}

const repeatedPage = () =>
  new ToolError(
    'invalid_response',
    'the API gave the same page twice in a row, so the list would never end; `pagination` in the YAML needs a correction.',
  );

function refuseRepeat(visited: Set<string>, state: PageState): void {
  const key = JSON.stringify(state);
  if (visited.has(key))
    throw new ToolError(
      'invalid_response',
      'the API leads back to a page already seen, so the list would never end; `pagination` in the YAML needs a correction.',
    );
  visited.add(key);
}
