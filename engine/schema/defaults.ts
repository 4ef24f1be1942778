import { isObject, type JsonSchema, setOwn } from '../json.ts';

/**
 * Fills in the defaults of a schema in place, as the validator does while it checks: of members at any depth, in
 * alternatives none. For values that are read before they are checked.
 */
export function withDefaults(schema: unknown, value: unknown): unknown {
  if (!isObject(schema)) return value;
  const { properties, items, allOf } = schema as JsonSchema;
  if (isObject(value) && isObject(properties)) fillMembers(properties, value);
  if (Array.isArray(value)) for (const element of value) withDefaults(items, element);
  for (const part of Array.isArray(allOf) ? allOf : []) withDefaults(part, value);
  return value;
}

function fillMembers(properties: Record<string, unknown>, value: Record<string, unknown>): void {
  for (const [name, schema] of Object.entries(properties))
    if (isObject(schema) && schema.default !== undefined && value[name] === undefined)
      setOwn(value, name, structuredClone(schema.default));
  for (const [name, schema] of Object.entries(properties)) withDefaults(schema, value[name]);
}
