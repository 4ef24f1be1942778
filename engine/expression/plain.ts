import { isObject, setOwn } from '../json.ts';
import { isFunction } from './compiler/values.ts';

/**
 * A deep copy as plain JSON data, without functions. The interpreter hands out arrays with extra properties and objects
 * without a prototype, and writes into what it is given, so values are copied on the way in and on the way out.
 */
export function toPlain(
  value: unknown,
  isOtherFunction: (object: Readonly<Record<string, unknown>>) => boolean = () => false,
): unknown {
  if (Array.isArray(value)) return Array.from(value, (element) => toPlain(element, isOtherFunction));
  if (isFunction(value)) return undefined;
  if (!isObject(value)) return value;
  if (isOtherFunction(value)) return undefined;
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const member = toPlain(value[key], isOtherFunction);
    if (member !== undefined) setOwn(copy, key, member);
  }
  return copy;
}
