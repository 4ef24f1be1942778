import { setOwn } from '../json.ts';

/** The fields of a query or a form; a repeated one is a list. */
export function fieldsOf(parameters: URLSearchParams): Record<string, string | string[]> {
  const fields: Record<string, string | string[]> = {};
  for (const name of new Set(parameters.keys())) {
    const [first = '', ...others] = parameters.getAll(name);
    setOwn(fields, name, others.length === 0 ? first : [first, ...others]);
  }
  return fields;
}
