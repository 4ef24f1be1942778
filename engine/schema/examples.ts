import { isObject, type JsonSchema } from '../json.ts';
import { type FileKind, formatSchema } from './compose.ts';

/** For the schema of each key of the format, a value that a file gives to it. */
export type Examples = Map<JsonSchema, unknown>;

const definitions = formatSchema.definitions as Record<string, JsonSchema>;

/** The definition that a schema refers to, or the schema itself. */
export const resolveSchema = (schema: JsonSchema): JsonSchema =>
  typeof schema.$ref === 'string' ? (definitions[schema.$ref.split('/').pop() ?? ''] ?? {}) : schema;

/** Adds what a file shows of the format; the first value found for a key stays its example. */
export function collectExamples(kind: FileKind, data: unknown, examples: Examples): void {
  collect(definitions[kind] ?? {}, data, examples);
}

function collect(given: JsonSchema, value: unknown, examples: Examples): void {
  const schema = branchFor(resolveSchema(given), value);
  if (Array.isArray(value)) {
    if (isObject(schema.items)) for (const element of value) collect(schema.items, element, examples);
    return;
  }
  if (!isObject(value)) return;
  const properties = (schema.properties ?? {}) as Record<string, JsonSchema>;
  for (const [key, member] of Object.entries(value)) {
    const of = properties[key];
    if (of && !examples.has(of)) examples.set(of, member);
    if (of) collect(of, member, examples);
    else if (isObject(schema.additionalProperties)) collect(schema.additionalProperties, member, examples);
  }
}

/** Of the alternatives of a schema, the one that a value is meant for: by its `type`, or by what kind of value it is. */
export function branchFor(schema: JsonSchema, value: unknown): JsonSchema {
  if (!Array.isArray(schema.oneOf)) return schema;
  const branches = (schema.oneOf as JsonSchema[]).map(resolveSchema);
  const kind = Array.isArray(value) ? 'array' : isObject(value) ? 'object' : typeof value;
  const named = isObject(value)
    ? branches.find((branch) => {
        const type = (branch.properties as Record<string, JsonSchema> | undefined)?.type?.const;
        return type !== undefined && type === value.type;
      })
    : undefined;
  return named ?? branches.find(({ type }) => type === kind) ?? schema;
}
