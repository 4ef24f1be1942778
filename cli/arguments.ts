import { isObject, setOwn } from '../engine/json.ts';
import type { Operation } from '../engine/operation/contract.ts';
import { parseText } from '../engine/operation/settings.ts';
import { UsageError } from './errors.ts';

/** Arguments of a tool from words of the command line: `key=value`, or a whole JSON object. */
export function parseArguments(
  words: readonly string[],
  { inputSchema }: Pick<Operation, 'inputSchema'>,
): Record<string, unknown> {
  const schema = inputSchema.properties as Record<string, { type?: unknown } | undefined>;
  const given: Record<string, unknown> = {};
  for (const word of words) {
    const members = word.startsWith('{') ? Object.entries(parseObject(word)) : [parsePair(word, schema)];
    for (const [key, value] of members) setOwn(given, key, value);
  }
  return given;
}

/** A JSON object, such as `'{"list_id": 25}'`. */
export function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch {}
  throw new UsageError('arguments as JSON are an object, such as \'{"list_id": 25}\'.');
}

function parsePair(pair: string, schema: Record<string, { type?: unknown } | undefined>): [string, unknown] {
  const equals = pair.indexOf('=');
  if (equals < 1) throw new UsageError(`\`${pair}\` is not of the form key=value.`);
  const key = pair.slice(0, equals);
  const type = Object.hasOwn(schema, key) ? schema[key]?.type : undefined;
  return [key, parseText(pair.slice(equals + 1), type)];
}
