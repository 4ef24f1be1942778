import { isObject } from '../json.ts';
import type { Trace } from './trace.ts';

/** A list that is being put together within a number of bytes. */
export interface BudgetedList {
  readonly items: unknown[];
  /** Bytes of the items as JSON, with commas. */
  readonly bytes: number;
  /** Adds items until one would exceed the budget, and says how many; the first of all fits, or the list could never go on. */
  add(some: readonly unknown[]): number;
  /** How many more items should fit, if they are like those that are there. */
  room(): number;
  /** The items as a JSON array, each serialised once. */
  text(): string;
}

export function createBudgetedList(most: number): BudgetedList {
  const items: unknown[] = [];
  const texts: string[] = [];
  let bytes = 2;
  const keep = (some: readonly unknown[], text: string, size: number) => {
    bytes += size;
    items.push(...some);
    texts.push(text);
  };
  return {
    items,
    get bytes() {
      return bytes;
    },
    add(some) {
      if (some.length === 0) return 0;
      const together = JSON.stringify(some).slice(1, -1);
      const all = Buffer.byteLength(together) + 1;
      if (bytes + all <= most) {
        keep(some, together, all);
        return some.length;
      }
      for (const [index, item] of some.entries()) {
        const text = JSON.stringify(item) ?? 'null';
        const size = Buffer.byteLength(text) + 1;
        if (items.length > 0 && bytes + size > most) return index;
        keep([item], text, size);
      }
      return some.length;
    },
    room: () => (items.length === 0 ? most : Math.ceil(((most - bytes) * items.length) / bytes)),
    text: () => `[${texts.join(',')}]`,
  };
}

interface Cut {
  path: string;
  kept: number;
  of: number;
}

/**
 * An answer that is no list, cut to `most` bytes: its largest lists lose elements from the end, and `cut` says which and how
 * many. The same value when it fits.
 */
export function cutToBudget(
  value: Record<string, unknown>,
  most: number,
  trace?: Trace,
): Record<string, unknown> {
  let size = sizeOf(value);
  if (size <= most) return value;
  const span = trace?.begin();
  const copy = structuredClone(value);
  const cuts: Cut[] = [];
  while (size > most) {
    const largest = largestList(copy, '');
    if (!largest) break;
    const { list, path } = largest;
    const of = cuts.find((cut) => cut.path === path)?.of ?? list.length;
    dropFromEnd(list, size - most);
    cuts.splice(0, cuts.length, ...cuts.filter((cut) => cut.path !== path), { path, kept: list.length, of });
    size = sizeOf(copy);
  }
  span?.end({ type: 'cut', budget: most, bytes: size });
  return {
    ...copy,
    cut: cuts.length > 0 ? cuts : `the answer has ${size} bytes, more than the ${most} it should have`,
  };
}

const sizeOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value) ?? '');

function dropFromEnd(list: unknown[], excess: number): void {
  let dropped = 0;
  while (list.length > 0 && dropped < excess) dropped += sizeOf(list.pop()) + 1;
}

function largestList(
  value: unknown,
  path: string,
): { list: unknown[]; path: string; size: number } | undefined {
  const own =
    Array.isArray(value) && value.length > 0
      ? { list: value, path: path === '' ? '/' : path, size: sizeOf(value) }
      : undefined;
  if (own || !isObject(value)) return own;
  const inside = Object.entries(value).map(([key, member]) => largestList(member, `${path}/${key}`));
  return inside.reduce((best, one) => (one && (!best || one.size > best.size) ? one : best), undefined);
}
