import type { JsonSchema } from '../json.ts';
import type { Method } from '../schema/model.ts';
import type { ResponseDefinition } from '../types.ts';
import { isList } from './input.ts';

const BATCH: JsonSchema = {
  complete: { type: 'boolean', description: 'Whether every element was taken.' },
  total: { type: 'integer' },
  done: { type: 'integer' },
  parts: {
    type: 'array',
    description:
      'What became of the elements from index `from` to `to`: done, failed, not_sent, or unknown (it may have taken effect).',
    items: { type: 'object' },
  },
  not_done: {
    type: 'array',
    description: 'The elements that failed or were not sent, for another call.',
    items: {},
  },
  uncertain: { type: 'array', description: 'The elements to look up before they are sent again.', items: {} },
};

/** What a tool returns. No member is required: a failed call has `error` and nothing else, which every tool may return unsaid. */
export function outputSchema(method: Method): JsonSchema {
  const item = itemSchema(method.definition.response);
  if (isList(method)) {
    return {
      type: 'object',
      properties: {
        result: { items: item },
        result_count: { type: 'integer' },
        next_cursor: { type: ['string', 'null'] },
        note: { type: 'string', description: 'Whether and where the list was cut.' },
      },
    };
  }
  if (method.definition.batch) return { type: 'object', properties: BATCH };
  const properties = (item.properties ?? {}) as Record<string, unknown>;
  // A field of this name says nothing of the error in its place.
  return { type: 'object', properties: { ...properties, ...('error' in properties && { error: {} }) } };
}

/** Schema of one mapped item; a mapping that is one expression can yield anything. */
function itemSchema({ item, schema }: ResponseDefinition = {}): JsonSchema {
  if (item === undefined) return schema ? relaxed(schema as JsonSchema) : {};
  if (typeof item === 'string') return {};
  const fields = Array.isArray(item)
    ? item.map((name) => [name, {}] as const)
    : Object.entries(item).map(
        ([name, field]) => [name, typeof field === 'string' ? {} : fieldSchema(field)] as const,
      );
  return { type: 'object', properties: Object.fromEntries(fields) };
}

function fieldSchema({
  value: _,
  type,
  ...schema
}: Exclude<Exclude<ResponseDefinition['item'], string | string[] | undefined>[string], string>): JsonSchema {
  if (type === undefined) return schema;
  const types = [type].flat();
  return { ...schema, type: types.includes('null') ? type : [...types, 'null'] };
}

/** An API's answer may lack what its schema promises, and a client would then refuse the whole result. */
function relaxed({ required: _, additionalProperties: __, ...schema }: JsonSchema): JsonSchema {
  return schema;
}
