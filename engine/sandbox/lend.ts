import { isObject, setOwn } from '../json.ts';

/** Freezes every object in `value` that holds no array, so that `lend` need not copy it. Returns `value`. */
export function settle<T>(value: T): T {
  if (Array.isArray(value)) value.forEach(settle);
  else if (isObject(value) && Object.values(value).map(settle).every(Object.isFrozen)) Object.freeze(value);
  return value;
}

/**
 * A settled value for one expression to read. JSONata writes into the arrays it meets (`$list{...}` adds an element to
 * an empty one), so arrays are copied, with the objects around them; copying every record would be slow.
 */
export function lend<T>(value: T): T;
export function lend(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lend);
  if (!isObject(value) || Object.isFrozen(value)) return value;
  const copy: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(value)) setOwn(copy, key, lend(member));
  return copy;
}
