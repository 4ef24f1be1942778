import { isObject } from '../json.ts';

/** Keywords with which nothing can be wrong that the meta-schema of draft-07 does not say; references and patterns are not among them. */
const PLAIN = new Set([
  'title',
  'description',
  'default',
  'examples',
  'type',
  'enum',
  'const',
  'format',
  'minimum',
  'maximum',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'uniqueItems',
  'required',
  'items',
  'properties',
  'additionalProperties',
  'readOnly',
  'writeOnly',
]);

/** Whether a schema that the meta-schema accepts is sure to compile. */
export function isPlainSchema(schema: unknown): boolean {
  if (typeof schema === 'boolean') return true;
  if (!isObject(schema) || !Object.keys(schema).every((keyword) => PLAIN.has(keyword))) return false;
  const { items = true, properties = {}, additionalProperties = true } = schema;
  const inside = [items, additionalProperties, ...Object.values(properties as object)];
  return inside.flat().every(isPlainSchema);
}
