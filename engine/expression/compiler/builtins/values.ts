import { ExpressionFailure } from '../failure.ts';
import { isFunction, isNumber, toBoolean, toText } from '../values.ts';
import { borrowed } from './borrowed.ts';
import type { BuiltIn } from './built-in.ts';

export const values: Readonly<Record<string, BuiltIn>> = {
  string: ([value, prettify]) => toText(value, prettify === true ? 2 : 0),
  boolean: ([value]) => toBoolean(value),
  not: ([value]) => (value === undefined ? undefined : toBoolean(value) !== true),
  exists: ([value]) => value !== undefined,
  type: ([value]) => typeName(value),
  clone: ([value]) => (value === undefined ? undefined : JSON.parse(toText(value) ?? 'null')),
  error([message]) {
    throw new ExpressionFailure('D3137', {}, textOr(message, '$error() was called'));
  },
  assert([condition, message]) {
    if (condition !== true)
      throw new ExpressionFailure('D3141', {}, textOr(message, '$assert() does not hold'));
    return undefined;
  },
  now: ([picture, zone], run) => borrowed.get('fromMillis')?.run([run.now, picture, zone], run),
  millis: (_, { now }) => now,
};

const textOr = (message: unknown, otherwise: string) =>
  typeof message === 'string' && message !== '' ? message : otherwise;

function typeName(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (value === null) return 'null';
  if (isNumber(value)) return 'number';
  if (Array.isArray(value)) return 'array';
  if (isFunction(value)) return 'function';
  return typeof value === 'number' ? 'object' : typeof value;
}
