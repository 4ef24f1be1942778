import { isObject, type JsonSchema } from '../../engine/json.ts';

/** Keywords that give a value away. */
const VALUES = ['default', 'examples', 'enum', 'const'];

/** A schema without the values of what it marks as secret; a site is read by more people than a server is. */
export function withoutSecretValues(schema: JsonSchema): JsonSchema {
  const isSecret = schema.writeOnly === true;
  const kept = Object.entries(schema).filter(([keyword]) => !(isSecret && VALUES.includes(keyword)));
  return Object.fromEntries(kept.map(([keyword, value]) => [keyword, within(value)]));
}

function within(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(within);
  return isObject(value) ? withoutSecretValues(value) : value;
}
