import { ExpressionFailure } from '../failure.ts';
import { isFunction, isNumber, isTrue, textOf, toBoolean, toJson } from '../values.ts';
import type { BuiltIns } from './built-in.ts';

export const values: BuiltIns = {
  string(run, value: unknown, prettify?: boolean) {
    if (value === undefined || typeof value === 'string') return value;
    const isPlain = typeof value !== 'object' || value === null || isFunction(value);
    return isPlain ? textOf(value, run.guards) : toJson(value, run.guards, prettify === true ? 2 : 0);
  },
  boolean: ({ guards }, value: unknown) => toBoolean(value, guards),
  not: ({ guards }, value: unknown) => (value === undefined ? undefined : !isTrue(value, guards)),
  exists: (_, value: unknown) => value !== undefined,
  type: (_, value: unknown) => typeName(value),
  clone: (run, value: unknown) => (value === undefined ? undefined : JSON.parse(textOf(value, run.guards))),
  error(_, message: unknown) {
    throw new ExpressionFailure('D3137', {}, textOr(message, '$error() was called'));
  },
  assert(_, condition: unknown, message: unknown) {
    if (!condition) throw new ExpressionFailure('D3141', {}, textOr(message, '$assert() does not hold'));
    return undefined;
  },
  millis: ({ now }) => now,
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
