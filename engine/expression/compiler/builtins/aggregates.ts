import type { BuiltIn } from './built-in.ts';

type Numbers = number[] | undefined;

function fold(
  numbers: Numbers,
  start: number,
  combine: (a: number, b: number) => number,
): number | undefined {
  if (numbers === undefined) return undefined;
  let result = start;
  for (const number of numbers) result = combine(result, number);
  return result;
}

const orNothing = (numbers: Numbers): Numbers => (numbers?.length === 0 ? undefined : numbers);

export const aggregates: Readonly<Record<string, BuiltIn>> = {
  sum: ([numbers]) => fold(numbers as Numbers, 0, (a, b) => a + b),
  count: ([list]) => (list === undefined ? 0 : (list as unknown[]).length),
  max: ([numbers]) => fold(orNothing(numbers as Numbers), Number.NEGATIVE_INFINITY, Math.max),
  min: ([numbers]) => fold(orNothing(numbers as Numbers), Number.POSITIVE_INFINITY, Math.min),
  average([numbers]) {
    const some = orNothing(numbers as Numbers);
    const sum = fold(some, 0, (a, b) => a + b);
    return sum === undefined || some === undefined ? undefined : sum / some.length;
  },
};
