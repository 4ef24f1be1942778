import { isObject } from '../engine/json.ts';
import { parseText } from '../engine/operation/settings.ts';
import { UsageError } from './errors.ts';

/** Arguments of a tool from a JSON object and `key=value` pairs, which win; text becomes what the tool's schema declares. */
export const parseArguments = (
  json: string | undefined,
  pairs: readonly string[],
  schema: Readonly<Record<string, unknown>>,
): Record<string, unknown> => ({ ...parseObject(json), ...parsePairs(pairs, schema) });

function parseObject(text: string | undefined): Record<string, unknown> {
  if (text === undefined) return {};
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch {}
  throw new UsageError('--json takes a JSON object, such as \'{"list_id": 25}\'.');
}

function parsePairs(pairs: readonly string[], schema: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const equals = pair.indexOf('=');
      if (equals < 1) throw new UsageError(`\`${pair}\` is not of the form key=value.`);
      const key = pair.slice(0, equals);
      return [key, parseText(pair.slice(equals + 1), (schema[key] as { type?: unknown } | undefined)?.type)];
    }),
  );
}
