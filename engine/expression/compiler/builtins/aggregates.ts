import type { Run } from '../frame.ts';
import type { BuiltIns } from './built-in.ts';

type Numbers = readonly number[] | undefined;

const hasNone = (numbers: Numbers): numbers is undefined => numbers === undefined || numbers.length === 0;

function sum(numbers: readonly number[]): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}

/** Accounts for the numbers that are gone through, by the signature as well. */
const over =
  (aggregate: (numbers: Numbers) => unknown) =>
  ({ guards }: Run, numbers: Numbers): unknown => {
    guards.spend((numbers?.length ?? 0) >> 2);
    return aggregate(numbers);
  };

export const aggregates: BuiltIns = {
  sum: over((numbers) => numbers && sum(numbers)),
  count: (_, list: unknown[] | undefined) => list?.length ?? 0,
  max: over((numbers) =>
    hasNone(numbers) ? undefined : numbers.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY),
  ),
  min: over((numbers) =>
    hasNone(numbers) ? undefined : numbers.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
  ),
  average: over((numbers) => (hasNone(numbers) ? undefined : sum(numbers) / numbers.length)),
};
