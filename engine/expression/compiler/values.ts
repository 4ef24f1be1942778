import { setOwn } from '../../json.ts';
import { ExpressionFailure } from './failure.ts';
import type { Frame } from './frame.ts';
import type { Guards } from './guards.ts';
import { mark, marksOf } from './marks.ts';

/** A compiled node: its value in a context, or `undefined` for nothing. */
export type Code = (input: unknown, frame: Frame) => unknown;

/** A sequence that stays a list even with one element. */
const KEEP = 2;
/** Several results of one path, which count as one value or none when they are that many. */
const SEQUENCE = 1;
/** A list written in brackets, which steps do not flatten. */
const CONSTRUCTED = 4;
/** The list that the expression as a whole was given. */
const WRAPPER = 8;

export const createSequence = (): unknown[] => mark([], SEQUENCE);
export const sequenceOf = (value: unknown): unknown[] => mark([value], SEQUENCE);
export const asSequence = <T extends unknown[]>(value: T): T => mark(value, SEQUENCE);
export const asConstructed = (value: unknown[]): unknown[] => mark(value, CONSTRUCTED);
/** A list given as the input of an expression counts as one value, not as many. */
export const wrapInput = (input: unknown): unknown =>
  Array.isArray(input) ? mark([input], SEQUENCE | WRAPPER) : input;
export const unwrapInput = (input: unknown): unknown =>
  Array.isArray(input) && (marksOf(input) & WRAPPER) !== 0 ? input[0] : input;

export const isSequence = (value: unknown): value is unknown[] =>
  Array.isArray(value) && (marksOf(value) & SEQUENCE) !== 0;
export const isConstructed = (value: unknown[]): boolean => (marksOf(value) & CONSTRUCTED) !== 0;

/** Marks a sequence to stay a list; arrays from outside are not touched, since they always do. */
export function keepSequence(value: unknown): unknown {
  if (isSequence(value)) mark(value, KEEP);
  return value;
}

/** A list in brackets that a path is to keep becomes one element of a sequence. */
export function keepList(value: unknown): unknown {
  const list = Array.isArray(value) && isConstructed(value) && !isSequence(value) ? sequenceOf(value) : value;
  return keepSequence(list);
}

/** A sequence of none is nothing, and of one is its element. */
export function collapse(value: unknown): unknown {
  if (!Array.isArray(value) || value.length > 1) return value;
  const marks = marksOf(value);
  if ((marks & SEQUENCE) === 0) return value;
  if (value.length === 0) return undefined;
  return (marks & KEEP) !== 0 ? value : value[0];
}

/** A function of the language: called with arguments that are checked already. */
export abstract class Callable {
  /** How many parameters it takes, which decides what functions like `$map` pass. */
  abstract readonly arity: number;
}

type HostFunction = (...values: unknown[]) => unknown;

export const isFunction = (value: unknown): value is Callable | HostFunction =>
  value instanceof Callable || typeof value === 'function';

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Callable);

/** Whether an object inherits nothing but what all objects do. */
export function isOrdinary(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Whether it is a number; one that is not finite fails. */
export function isNumber(value: unknown): value is number {
  if (typeof value !== 'number' || Number.isNaN(value)) return false;
  if (!Number.isFinite(value)) throw new ExpressionFailure('D1001', { value });
  return true;
}

export const isListOf = (value: unknown, test: (element: unknown) => boolean): value is unknown[] =>
  Array.isArray(value) && value.every(test);

/** What counts as true: `undefined` for nothing. */
export function toBoolean(value: unknown, guards: Guards): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (value === undefined) return undefined;
  if (Array.isArray(value)) {
    guards.tick();
    if (value.length === 1) return toBoolean(value[0], guards);
    return value.some((element) => toBoolean(element, guards) === true);
  }
  if (typeof value === 'string') return value !== '';
  if (isNumber(value)) return value !== 0;
  return isRecord(value) && hasKeys(value);
}

export const isTrue = (value: unknown, guards: Guards): boolean =>
  value === true || (value !== false && value !== undefined && toBoolean(value, guards) === true);

function hasKeys(value: object): boolean {
  for (const key in value) if (Object.hasOwn(value, key)) return true;
  return false;
}

/**
 * Reads a member of an object: an own one, never what it inherits. A name that no object inherits takes one look where
 * the object is an ordinary one.
 */
export function readMember(name: string): (object: object) => unknown {
  const isOwn = (object: object) => Object.hasOwn(object, name) && !(object instanceof Callable);
  if (name in Object.prototype)
    return (object) => (isOwn(object) ? (object as Record<string, unknown>)[name] : undefined);
  return (object) => {
    const found = (object as Record<string, unknown>)[name];
    if (found === undefined) return undefined;
    return isOrdinary(object) || isOwn(object) ? found : undefined;
  };
}

/** The value under a key of an object, or the values of all objects in a list. */
export function lookup(input: unknown, key: string, guards: Guards): unknown {
  if (Array.isArray(input)) {
    const found = createSequence();
    for (const element of input) {
      guards.tick();
      append(found, lookup(element, key, guards));
    }
    guards.size(found.length);
    return found;
  }
  return isRecord(input) && Object.hasOwn(input, key) ? input[key] : undefined;
}

/** Adds a value, or the elements of a list, to a list; nothing for nothing. */
export function append(list: unknown[], value: unknown): void {
  if (value === undefined) return;
  if (Array.isArray(value)) for (const element of value) list.push(element);
  else list.push(value);
}

/** Characters beyond which comparing a text is accounted for. */
export const LONG = 1_000;

/** Equal in every part; members in any order. */
export function deepEqual(a: unknown, b: unknown, guards: Guards): boolean {
  if (typeof a === 'string' && a.length > LONG) guards.spend(a.length >> 6);
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  guards.tick();
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((element, index) => deepEqual(element, b[index], guards));
  if (Array.isArray(a) || Array.isArray(b)) return false;
  const [some, others] = [a, b] as [Record<string, unknown>, Record<string, unknown>];
  const keys = Object.keys(some);
  return (
    keys.length === Object.keys(others).length &&
    keys.every((key) => Object.hasOwn(others, key) && deepEqual(some[key], others[key], guards))
  );
}

/** What a text function makes of a number: 15 digits, which hides how machines add. */
const rounded = (number: number): number =>
  Number.isInteger(number) ? number : Number(number.toPrecision(15));

/** A value as text, with nothing as empty text. */
export function textOf(value: unknown, guards: Guards): string {
  if (typeof value === 'string') return value;
  if (value === undefined || isFunction(value)) return '';
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new ExpressionFailure('D3001', { value });
    return JSON.stringify(rounded(value));
  }
  return toJson(value, guards, 0);
}

/** A list or object as JSON, with numbers of 15 digits and functions as empty text. */
export function toJson(value: unknown, guards: Guards, indent: number): string {
  let characters = 0;
  const text = JSON.stringify(
    unwrapInput(value),
    (key, member) => {
      characters += key.length + (typeof member === 'string' ? member.length : 1);
      if (characters > 1_000) guards.text(characters);
      if (typeof member === 'number') return isNumber(member) ? rounded(member) : member;
      return isFunction(member) ? '' : member;
    },
    indent,
  );
  guards.holdText(text.length);
  return text;
}

/** A result as JSON, as it is; it is counted, since lists in it may be there many times over. */
export function countedJson(value: unknown, guards: Guards): string | undefined {
  let characters = 0;
  return JSON.stringify(value, (key, member) => {
    guards.tick();
    characters += key.length + (typeof member === 'string' ? member.length : 1);
    guards.text(characters);
    return member;
  });
}

/** An object from entries, whatever the keys are called. */
export function objectOf(entries: Iterable<readonly [string, unknown]>): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  for (const [key, value] of entries) setOwn(object, key, value);
  return object;
}
