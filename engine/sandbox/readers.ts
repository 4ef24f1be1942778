import type { Bindings } from '../expression/expression.ts';
import type { Store } from './store.ts';

/** The functions that expressions of a route call to read the collections, by name without the `$`. */
export function readersOf(store: Store): Bindings {
  return { all: store.all, get: store.get, where: store.where, slice, next_id: store.nextId };
}

/** `$slice(list, start, count)`; numbers may come as text, as a query has them. To the end without `count`. */
function slice(list: unknown, start: unknown = 0, count: unknown = Number.POSITIVE_INFINITY): unknown[] {
  const from = Math.max(0, Number(start));
  return [list ?? []].flat().slice(from, from + Math.max(0, Number(count)));
}
