import { ExpressionFailure } from '../failure.ts';
import { apply, arityOf, callerOf } from '../functions.ts';
import { createSequence, isListOf, isNumber, isTrue, LONG } from '../values.ts';
import type { BuiltIns } from './built-in.ts';

type List = unknown[] | undefined;

export const higherOrder: BuiltIns = {
  map(run, list: List, callee: unknown) {
    if (list === undefined) return undefined;
    const call = callerOf(callee, run);
    const results = createSequence();
    for (let index = 0; index < list.length; index += 1) {
      const result = call(list[index], index, list);
      if (result !== undefined) results.push(result);
    }
    run.guards.hold(results.length);
    return results;
  },
  filter(run, list: List, callee: unknown) {
    if (list === undefined) return undefined;
    const call = callerOf(callee, run);
    const results = createSequence();
    for (let index = 0; index < list.length; index += 1)
      if (isTrue(call(list[index], index, list), run.guards)) results.push(list[index]);
    return results;
  },
  single(run, list: List, callee: unknown) {
    if (list === undefined) return undefined;
    const call = callee === undefined ? () => true : callerOf(callee, run);
    const matches: unknown[] = [];
    for (let index = 0; index < list.length; index += 1) {
      if (isTrue(call(list[index], index, list), run.guards)) matches.push(list[index]);
      if (matches.length > 1) throw new ExpressionFailure('D3138', { index });
    }
    if (matches.length === 0) throw new ExpressionFailure('D3139');
    return matches[0];
  },
  reduce(run, list: List, callee: unknown, start: unknown) {
    if (list === undefined) return undefined;
    const arity = arityOf(callee);
    if (arity < 2) throw new ExpressionFailure('D3050', { index: 1 });
    const startsWithFirst = start === undefined && list.length > 0;
    let result = startsWithFirst ? list[0] : start;
    for (let index = startsWithFirst ? 1 : 0; index < list.length; index += 1)
      result = apply(callee, [result, list[index], index, list].slice(0, arity), null, run);
    return result;
  },
  sort(run, list: List, comparator: unknown) {
    if (list === undefined || list.length <= 1) return list;
    if (comparator !== undefined && !Array.isArray(list)) return list;
    if (comparator !== undefined)
      return mergeSort(list, (a, b) => Boolean(apply(comparator, [a, b], null, run)));
    if (!isListOf(list, isNumber) && !isListOf(list, (one) => typeof one === 'string'))
      throw new ExpressionFailure('D3070', { index: 1 });
    run.guards.spend(list.length);
    run.guards.hold(list.length);
    return (list as string[]).toSorted((a, b) => {
      if (typeof a === 'string' && a.length > LONG) run.guards.spend(a.length >> 6);
      return Number(a > b) - Number(a < b);
    });
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
