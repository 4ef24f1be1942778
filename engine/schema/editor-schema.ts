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
  const schema = 'discriminator' in value ? byCondition(value) : value;
  const kept = Object.entries(schema).filter(([keyword]) => !keyword.startsWith('x-'));
  return Object.fromEntries(kept.map(([keyword, member]) => [keyword, strip(member)]));
}

/**
 * Alternatives by `type` as conditions. Of alternatives under `oneOf`, editors show those alone that fit what has been written
 * so far, which is none but the shortest before there is a `type`.
 */
function byCondition({ discriminator: _, oneOf, ...schema }: JsonSchema): JsonSchema {
  const branches = (oneOf as JsonSchema[]).map((branch) => {
    const { type } = branch.properties as Record<string, JsonSchema>;
    return { branch, type: type?.const, description: branch.description };
  });
  return {
    ...schema,
    required: ['type'],
    properties: {
      type: {
        enum: branches.map(({ type }) => type),
        markdownEnumDescriptions: branches.map(({ description }) => description),
        description: branches.map(({ type, description }) => `\`${type}\`: ${description}`).join('\n\n'),
      },
    },
    allOf: branches.map(({ type, branch }) => ({
      if: { required: ['type'], properties: { type: { const: type } } },
      // biome-ignore lint/suspicious/noThenProperty: `then` is a JSON Schema keyword.
      then: branch,
    })),
  };
}
