import { isObject } from '../json.ts';
import { compileValidator } from '../schema/validator.ts';
import { valueProperties } from '../schema/values.ts';
import type { ValueSchema } from '../types.ts';

/** Formats that nearly any string has. */
const LOOSE = new Set(['uri-reference', 'hostname', 'regex', 'duration', 'time']);
const FORMATS = ((valueProperties.format?.enum ?? []) as string[]).filter((name) => !LOOSE.has(name));
const DEPTH = 6;

/** The JSON Schema that all of these values fit; empty where they show nothing. */
export function schemaOf(values: readonly unknown[], depth = 0): ValueSchema {
  const there = values.filter((value) => value !== undefined);
  const some = there.filter((value) => value !== null);
  const types = typesOf(some);
  if (types.length === 0) return {};
  const type = some.length < there.length ? [...types, 'null'] : types;
  return {
    type: type.length === 1 ? type[0] : type,
    ...formatOf(some),
    ...(depth < DEPTH && types.length === 1 && insideOf(some, depth)),
  } as ValueSchema;
}

function typesOf(values: readonly unknown[]): string[] {
  const types = new Set(values.map(typeOf));
  // A whole number among fractions is one of them.
  if (types.has('number')) types.delete('integer');
  return [...types];
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}

function formatOf(values: readonly unknown[]): { format?: string } {
  if (values.length === 0 || !values.every((value) => typeof value === 'string' && value !== '')) return {};
  const format = FORMATS.find((name) => values.every((value) => checkerOf(name)(value)));
  return format === undefined ? {} : { format };
}

const checkers = new Map<string, (value: unknown) => boolean>();

function checkerOf(format: string): (value: unknown) => boolean {
  const known = checkers.get(format);
  if (known) return known;
  const validate = compileValidator({ type: 'string', format }, { whole: 'the value', member: 'member' });
  const check = (value: unknown) => validate(value).length === 0;
  checkers.set(format, check);
  return check;
}

function insideOf(values: readonly unknown[], depth: number): object {
  if (values.every(Array.isArray)) {
    const items = schemaOf(values.flat(1), depth + 1);
    return Object.keys(items).length > 0 ? { items } : {};
  }
  if (!values.every(isObject)) return {};
  const names = [...new Set(values.flatMap((value) => Object.keys(value)))];
  if (names.length === 0) return {};
  return {
    properties: Object.fromEntries(
      names.map((name) => [
        name,
        schemaOf(
          values.map((value) => value[name]),
          depth + 1,
        ),
      ]),
    ),
  };
}
