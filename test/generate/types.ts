import { compile, type JSONSchema } from 'json-schema-to-typescript';
import { TEMPLATE } from '../../engine/expression/fragment.ts';
import { isObject } from '../../engine/json.ts';
import { type FileKind, formatSchema } from '../../engine/schema/compose.ts';

const KINDS: readonly FileKind[] = ['integration_file', 'resource_file', 'sandbox_file', 'case_file'];

/** TypeScript types of the format, the text of `engine/types.ts`. */
export async function generateTypes(): Promise<string> {
  const root = {
    title: 'FormatFiles',
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(KINDS.map((kind) => [kind, { $ref: `#/definitions/${kind}` }])),
    definitions: (adapt({ definitions: formatSchema.definitions }) as typeof formatSchema).definitions,
  } as JSONSchema;
  return compile(root, 'FormatFiles', {
    bannerComment: '// Generated from the format schema by `npm run generate`; do not edit.',
    unknownAny: true,
    additionalProperties: false,
    unreachableDefinitions: false,
    ignoreMinAndMaxItems: true,
    style: { singleQuote: true, printWidth: 110 },
  });
}

const TYPED = ['type', 'oneOf', 'anyOf', 'enum', 'const', '$ref'];

/** Says "any value" and "any object" in a way that the type generator renders as `unknown` and a record of it. */
function adapt(schema: unknown, isSchema = false): unknown {
  if (Array.isArray(schema)) return schema.map((element) => adapt(element, true));
  if (!isObject(schema)) return schema;
  if (isSchema && typeof schema.$ref === 'string') return { $ref: schema.$ref };
  if (isSchema && !TYPED.some((keyword) => keyword in schema)) return { ...schema, tsType: 'unknown' };
  // What must be present together is for validation; as a type it would only split the object in two.
  if ((Array.isArray(schema.anyOf) || Array.isArray(schema.allOf)) && schema.properties)
    return adapt({ ...schema, anyOf: undefined, allOf: undefined }, isSchema);
  if (TEMPLATE in schema && schema.type === 'object') return { ...schema, tsType: 'Record<string, unknown>' };
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([, value]) => value !== undefined)
      .map(([keyword, value]) => {
        if (keyword === 'properties' || keyword === 'definitions')
          return [
            keyword,
            Object.fromEntries(
              Object.entries(value as object).map(([name, member]) => [name, adapt(member, true)]),
            ),
          ];
        return [
          keyword,
          ['items', 'additionalProperties', 'not'].includes(keyword) ? adapt(value, true) : adaptList(value),
        ];
      }),
  );
}

const adaptList = (value: unknown) => (Array.isArray(value) && value.every(isObject) ? adapt(value) : value);
