import { expect, test } from 'vitest';
import { takeItems } from '../../engine/operation/walk.ts';

const ITEMS = Array.from({ length: 2_000 }, (_, index) => index);

/** Takes items as `work` allows, and remembers the groups that they came in. */
function recording(work: () => void, most = Number.POSITIVE_INFINITY) {
  const groups: number[][] = [];
  const take = async (some: readonly unknown[]) => {
    work();
    const room = most - groups.flat().length;
    groups.push((some as number[]).slice(0, room));
    return Math.min(some.length, room);
  };
  return { groups, take };
}

const busy = () => {
  const until = performance.now() + 6;
  while (performance.now() < until);
};

test('every item is taken once, in order, in groups of some hundreds at most', async () => {
  const { groups, take } = recording(() => {});
  expect(await takeItems(ITEMS, take, {})).toBe(ITEMS.length);
  expect(groups.flat()).toEqual(ITEMS);
  expect(Math.max(...groups.map(({ length }) => length))).toBeLessThanOrEqual(512);
});

test('items that take long are taken in smaller and smaller groups, so that others get their turn', async () => {
  const { groups, take } = recording(busy);
  let turns = 0;
  const waiting = setInterval(() => {
    turns += 1;
  }, 1);
  expect(await takeItems(ITEMS.slice(0, 66), take, {})).toBe(66);
  clearInterval(waiting);
  expect(groups.map(({ length }) => length)).toEqual([32, 16, 8, 4, 2, 1, 1, 1, 1]);
  expect(turns).toBeGreaterThan(1);
});

test('where there is no more room, the taking ends', async () => {
  const { groups, take } = recording(() => {}, 100);
  expect(await takeItems(ITEMS, take, {})).toBe(100);
  expect(groups.flat()).toEqual(ITEMS.slice(0, 100));
});
