import { quotePath } from '../expression/quote.ts';
import { isObject } from '../json.ts';

/** A first page as an API gave it, for finding out how it pages. */
export interface PageSample {
  body: unknown;
  /** Names in lower case; empty where only the body is known. */
  headers: Readonly<Record<string, string>>;
  /** Query of the request, as far as it is known. */
  query: Readonly<Record<string, string>>;
  /** Items that the page held. */
  count: number;
}

/** A `pagination:` block that a page suggests. */
export interface Recognised<Config> {
  config: Config;
  /** Whether the answer itself says where the next page is; names that merely fit are less. */
  isCertain: boolean;
  /** What is guessed, in sentences for the author of the YAML. */
  doubts: string[];
}

export interface FoundField {
  name: string;
  value: unknown;
  /** The path to it as JSONata. */
  expression: string;
}

/** Names by which APIs say how many items there are in all pages. */
export const TOTAL = /^total(_?(count|results|size|items|records))?$/i;

/** How far from the root of an answer its facts about paging may stand. */
const DEPTH = 3;

/** A field of the answer outside lists whose name and value fit; the one nearest to the root. */
export function findField(
  { body }: Pick<PageSample, 'body'>,
  name: RegExp,
  fits: (value: unknown) => boolean,
): FoundField | undefined {
  let level: { path: string[]; value: Record<string, unknown> }[] = isObject(body)
    ? [{ path: [], value: body }]
    : [];
  for (let depth = 0; depth < DEPTH && level.length > 0; depth += 1) {
    const members = level.flatMap(({ path, value }) =>
      Object.entries(value).map(([key, member]) => ({ path: [...path, key], key, member })),
    );
    const found = members.find(({ key, member }) => name.test(key) && fits(member));
    if (found) return { name: found.key, value: found.member, expression: quotePath(found.path) };
    level = members.flatMap(({ path, member }) => (isObject(member) ? [{ path, value: member }] : []));
  }
  return undefined;
}

export const isCount = (value: unknown): boolean => Number.isInteger(value) && Number(value) >= 0;

const SIZE = /^\$?(per_?page|page_?size|limit|size|count|max_?results|page_?limit|top|take|rows)$/i;

/** The query parameter among these names that fits. */
export const queryNamed = (query: Readonly<Record<string, string>>, name: RegExp): string | undefined =>
  Object.keys(query).find((key) => name.test(key));

/** How pages are sized: by the query of this page or of the next one, or by what the answer says of itself. */
export function recogniseSize(
  sample: PageSample,
  next: Readonly<Record<string, string>> = {},
): { limit?: string; max_limit?: number } {
  const query = { ...next, ...sample.query };
  const asked = queryNamed(query, SIZE);
  if (asked !== undefined) return { limit: asked, ...maxOf(Number(query[asked])) };
  const said = findField(sample, SIZE, (value) => isCount(value) && Number(value) >= sample.count);
  // A count of what this page holds is no parameter, and neither is that of all pages.
  if (!said || /^count$/i.test(said.name)) return {};
  return { limit: said.name, ...maxOf(Number(said.value)) };
}

const maxOf = (size: number) => (Number.isInteger(size) && size > 0 ? { max_limit: size } : {});

/** Where the answer says how many items there are in all. */
export function recogniseTotal(sample: PageSample): { total?: string } {
  const total =
    findField(sample, TOTAL, (value) => isCount(value) && Number(value) >= sample.count) ??
    findField(sample, /^count$/i, (value) => isCount(value) && Number(value) > sample.count);
  return total ? { total: total.expression } : {};
}

/** The query of a URL, whole or relative. */
export function queryOf(url: string): Record<string, string> {
  const base = 'http://host.invalid';
  return URL.canParse(url, base) ? Object.fromEntries(new URL(url, base).searchParams) : {};
}
