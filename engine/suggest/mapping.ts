import { quotePath } from '../expression/quote.ts';
import { isObject } from '../json.ts';
import type { ResponseDefinition } from '../types.ts';
import { schemaOf } from './schema.ts';

type Fields = Exclude<ResponseDefinition['item'], string | string[] | undefined>;

/** What `response.item` could be, and what it would leave out. */
export interface SuggestedMapping {
  fields: Fields;
  /** The field that tells items apart, by its name in the mapping. */
  id: string | undefined;
  /** Fields of the sample that the mapping does not have, with the reason. */
  left: readonly { field: string; reason: string }[];
  /** Fields that are under another name than the API gives them. */
  renamed: readonly { from: string; to: string }[];
  /** Fields that are empty throughout the sample, so that their type is not known. */
  empty: readonly string[];
}

/** A field of the upstream items, at whatever depth, with its value in each of them. */
interface Field {
  path: readonly string[];
  values: readonly unknown[];
}

/** Members that a nested object may have and still be told apart into fields of their own. */
const MOST_MEMBERS = 6;
const LINKS = /^(_?links|_self|self|self_?link|href|@odata\..*|__metadata)$/i;
const TAGS = /^(_?etag|http_etag|__typename|__v)$/i;
const IDS = [/^_?id$/i, /^(uu|gu)id$/i, /_id$/i, /[a-z0-9](Id|ID)$/, /^(key|slug|code|number)$/i];

/** Maps items as a person would begin to: every field under a plain name with its type, small nested objects opened up. */
export function suggestMapping(items: readonly unknown[], inside: readonly string[] = []): SuggestedMapping {
  const objects = items.filter(isObject);
  const all = fieldsOf(objects);
  const left = all.flatMap((field) => reasonToLeave(field) ?? []);
  const kept = all.filter((field) => !reasonToLeave(field)).flatMap(opened);
  const names = nameAll(kept);
  const id = idAmong(kept, names);
  const entries = kept.map((field, index): [string, Fields[string]] => [
    names[index] ?? '',
    { value: quotePath([...inside, ...field.path]), ...schemaOf(field.values) } as Fields[string],
  ]);
  const first = entries.filter(([name]) => name === id);
  return {
    fields: Object.fromEntries([...first, ...entries.filter(([name]) => name !== id)]),
    id,
    left,
    renamed: kept.flatMap(({ path }, index) => {
      const [from, to] = [path.join('.'), names[index] ?? ''];
      return from === to ? [] : [{ from, to }];
    }),
    empty: kept.flatMap(({ values }, index) =>
      values.every((value) => value === undefined || value === null) ? [names[index] ?? ''] : [],
    ),
  };
}

function fieldsOf(objects: readonly Record<string, unknown>[], path: readonly string[] = []): Field[] {
  const names = [...new Set(objects.flatMap((object) => Object.keys(object)))];
  return names.map((name) => ({ path: [...path, name], values: objects.map((object) => object[name]) }));
}

function reasonToLeave({ path, values }: Field): { field: string; reason: string } | undefined {
  const field = path.join('.');
  const name = path.at(-1) ?? '';
  if (LINKS.test(name) && values.every(isLink)) return { field, reason: 'links for programs' };
  if (TAGS.test(name)) return { field, reason: 'bookkeeping of the API' };
  return undefined;
}

const isLink = (value: unknown): boolean =>
  typeof value === 'string' ? URL.canParse(value) || value.startsWith('/') : typeof value === 'object';

/** The members of a small nested object as fields; anything else stays one field. */
function opened(field: Field): Field[] {
  const some = field.values.filter((value) => value !== undefined && value !== null);
  if (some.length === 0 || !some.every(isObject)) return [field];
  const members = fieldsOf(
    field.values.map((value) => (isObject(value) ? value : {})),
    field.path,
  );
  const isFlat = members.every(({ values }) =>
    values.every((value) => typeof value !== 'object' || value === null),
  );
  return isFlat && members.length > 0 && members.length <= MOST_MEMBERS ? members : [field];
}

/** Plain names: as the API has them where these are names at all, the parent's before those of nested ones. */
function nameAll(fields: readonly Field[]): string[] {
  const used = new Set<string>();
  return fields.map(({ path }) => {
    const plain = path
      .map((name) => name.replace(/[^A-Za-z0-9]+/g, '_').replace(/^_+|_+$/g, ''))
      .filter(Boolean)
      .join('_');
    const wanted = plain === '' ? 'field' : plain;
    let name = wanted;
    for (let count = 2; used.has(name); count += 1) name = `${wanted}_${count}`;
    used.add(name);
    return name;
  });
}

function idAmong(fields: readonly Field[], names: readonly string[]): string | undefined {
  for (const pattern of IDS) {
    const index = fields.findIndex(
      ({ path, values }) => path.length === 1 && pattern.test(path[0] ?? '') && tellApart(values),
    );
    if (index !== -1) return names[index];
  }
  return undefined;
}

const tellApart = (values: readonly unknown[]): boolean =>
  values.every((value) => typeof value === 'string' || typeof value === 'number') &&
  new Set(values).size === values.length;
