import { isObject, setOwn } from '../json.ts';
import { isFunction } from './compiler/values.ts';

/**
 * A deep copy as plain JSON data, without functions. The interpreter hands out arrays with extra properties and objects
 * without a prototype, and writes into what it is given, so values are copied on the way in and on the way out.
 */
export function toPlain(value: unknown): unknown {
  if (Array.isArray(value)) return Array.from(value, toPlain);
  if (isFunction(value)) return undefined;
  if (!isObject(value)) return value;
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const member = value[key];
    if (member !== undefined && !isFunction(member)) setOwn(copy, key, toPlain(member));
  }
  return copy;
}
