import type { Random } from './random.ts';

export const NAMES = ['a', 'b', 'c', 'id', 'n', 'items', 'tags', 'x y', 'constructor', '__proto__'];
const TEXTS = [
  '',
  'a',
  'b',
  'abc',
  'a,b',
  ' x  y ',
  'Zoë',
  '12',
  '2024-01-02',
  '2024-01-02T03:04:05.000Z',
  '😀!',
];
const NUMBERS = [0, 1, 2, 3, -1, 1.5, 10, 0.1, 1e6, 2.25];

/** Data of the kind that APIs give, with its awkward corners: empty lists, lists in lists, nulls, odd keys. */
export function randomInput(random: Random, depth = 4): unknown {
  const kind = depth === 0 ? random.below(4) : random.below(9);
  if (kind === 0) return random.pick(TEXTS);
  if (kind === 1) return random.pick(NUMBERS);
  if (kind === 2) return random.chance(0.5);
  if (kind === 3) return random.chance(0.3) ? null : random.pick(TEXTS);
  if (kind < 6) return Array.from({ length: random.below(4) }, () => randomInput(random, depth - 1));
  return randomObject(random, depth);
}

function randomObject(random: Random, depth: number): unknown {
  const members = Array.from({ length: random.below(6) }, () => {
    return `${JSON.stringify(random.pick(NAMES))}:${JSON.stringify(randomInput(random, depth - 1))}`;
  });
  // JSON gives `__proto__` as a member like any other.
  return JSON.parse(`{${members.join()}}`);
}
