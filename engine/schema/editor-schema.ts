import { isObject, type JsonSchema } from '../json.ts';
import { formatSchema } from './compose.ts';

/** The format as editors take it: draft-07 without the keywords that only the engine knows, and with the rules that `lint:` can set. */
export function editorSchema(rules: readonly { name: string; description: string }[]): JsonSchema {
  const definitions = formatSchema.definitions as Record<string, JsonSchema>;
  const file = definitions.integration_file ?? {};
  const properties = { ...(file.properties as object), lint: lintSchema(file, rules) };
  return strip({
    ...formatSchema,
    definitions: { ...definitions, integration_file: { ...file, properties } },
  }) as JsonSchema;
}

function lintSchema(file: JsonSchema, rules: readonly { name: string; description: string }[]): JsonSchema {
  const { lint = {} } = file.properties as Record<string, JsonSchema>;
  const level = lint.additionalProperties as JsonSchema;
  const properties = Object.fromEntries(
    rules.map(({ name, description }) => [name, { ...level, description }]),
  );
  return { ...lint, properties, additionalProperties: false };
}

function strip(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strip);
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(
    ([keyword]) => !keyword.startsWith('x-') && keyword !== 'discriminator',
  );
  return Object.fromEntries(kept.map(([keyword, member]) => [keyword, strip(member)]));
}
