import { ExpressionFailure } from '../failure.ts';
import { apply, arityOf } from '../functions.ts';
import { createSequence, isListOf, isNumber, isTrue } from '../values.ts';
import type { BuiltIn } from './built-in.ts';
import { callWith } from './call-with.ts';

export const higherOrder: Readonly<Record<string, BuiltIn>> = {
  map([list, callee], run) {
    if (list === undefined) return undefined;
    const results = createSequence();
    for (const [index, element] of (list as unknown[]).entries()) {
      const result = callWith(callee, run, element, index, list);
      if (result !== undefined) results.push(result);
    }
    return results;
  },
  filter([list, callee], run) {
    if (list === undefined) return undefined;
    const results = createSequence();
    for (const [index, element] of (list as unknown[]).entries())
      if (isTrue(callWith(callee, run, element, index, list))) results.push(element);
    return results;
  },
  single([list, callee], run) {
    if (list === undefined) return undefined;
    const matches = (list as unknown[]).filter(
      (element, index) => callee === undefined || isTrue(callWith(callee, run, element, index, list)),
    );
    if (matches.length > 1) throw new ExpressionFailure('D3138');
    if (matches.length === 0) throw new ExpressionFailure('D3139');
    return matches[0];
  },
  reduce([list, callee, start], run) {
    if (list === undefined) return undefined;
    const elements = list as unknown[];
    const arity = arityOf(callee);
    if (arity < 2) throw new ExpressionFailure('D3050', { index: 1 });
    const startsWithFirst = start === undefined && elements.length > 0;
    let result = startsWithFirst ? elements[0] : start;
    for (let index = startsWithFirst ? 1 : 0; index < elements.length; index += 1)
      result = apply(callee, [result, elements[index], index, elements].slice(0, arity), null, run);
    return result;
  },
  sort([list, comparator], run) {
    if (list === undefined) return undefined;
    const elements = list as unknown[];
    if (elements.length <= 1) return elements;
    if (comparator !== undefined)
      return mergeSort(elements, (a, b) => Boolean(apply(comparator, [a, b], null, run)));
    if (!isListOf(elements, isNumber) && !isListOf(elements, (one) => typeof one === 'string'))
      throw new ExpressionFailure('D3070', { index: 1 });
    return [...elements].sort(
      (a, b) => Number((a as number) > (b as number)) - Number((a as number) < (b as number)),
    );
  },
};

/** Stable; `isAfter` alone says which of two comes first, so nothing is assumed of it beyond that. */
function mergeSort(elements: unknown[], isAfter: (a: unknown, b: unknown) => boolean): unknown[] {
  if (elements.length <= 1) return elements;
  const middle = Math.floor(elements.length / 2);
  const left = mergeSort(elements.slice(0, middle), isAfter);
  const right = mergeSort(elements.slice(middle), isAfter);
  const merged: unknown[] = [];
  let [l, r] = [0, 0];
  while (l < left.length && r < right.length) {
    if (isAfter(left[l], right[r])) merged.push(right[r++]);
    else merged.push(left[l++]);
  }
  return [...merged, ...left.slice(l), ...right.slice(r)];
}
