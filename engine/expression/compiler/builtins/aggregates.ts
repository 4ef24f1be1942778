import type { BuiltIns } from './built-in.ts';

type Numbers = readonly number[] | undefined;

const hasNone = (numbers: Numbers): numbers is undefined => numbers === undefined || numbers.length === 0;

function sum(numbers: readonly number[]): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}

export const aggregates: BuiltIns = {
  sum: (_, numbers: Numbers) => numbers && sum(numbers),
  count: (_, list: unknown[] | undefined) => list?.length ?? 0,
  max: (_, numbers: Numbers) =>
    hasNone(numbers) ? undefined : numbers.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY),
  min: (_, numbers: Numbers) =>
    hasNone(numbers) ? undefined : numbers.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
  average: (_, numbers: Numbers) => (hasNone(numbers) ? undefined : sum(numbers) / numbers.length),
};
