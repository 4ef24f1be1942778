import { quotePath } from '../expression/quote.ts';
import { isObject } from '../json.ts';

/** A list found in an answer. */
export interface FoundList {
  /** Finds it, as JSONata over the answer. */
  expression: string;
  items: readonly unknown[];
  /** Other lists in the answer that could have been meant. */
  others: readonly string[];
}

const DEPTH = 4;
const USUAL = /^(data|items|results?|records|entries|values|rows|list|elements|content|objects|hits)$/i;

interface Candidate {
  path: readonly string[];
  items: readonly unknown[];
}

/** The list that an answer is about: under the resource's own name, under a usual one, else the longest near the root. */
export function findList(body: unknown, resource: string): FoundList | undefined {
  const candidates = listsIn(body, []);
  const [best, ...rest] = candidates
    .map((candidate) => ({ ...candidate, rank: rankOf(candidate, resource) }))
    .sort((a, b) => b.rank - a.rank || b.items.length - a.items.length);
  if (!best) return undefined;
  return {
    expression: quotePath(best.path),
    items: best.items,
    others: rest.map(({ path }) => quotePath(path)),
  };
}

function listsIn(value: unknown, path: readonly string[]): Candidate[] {
  if (Array.isArray(value)) return [{ path, items: value }];
  if (!isObject(value) || path.length === DEPTH) return [];
  return Object.entries(value).flatMap(([name, member]) => listsIn(member, [...path, name]));
}

function rankOf({ path, items }: Candidate, resource: string): number {
  const name = path.at(-1) ?? '';
  const isNamed = name.toLowerCase().replace(/[^a-z0-9]/g, '') === resource.replaceAll('_', '');
  const ofObjects = items.length > 0 && items.every(isObject);
  return (
    (path.length === 0 ? 100 : 0) +
    (isNamed ? 40 : 0) +
    (USUAL.test(name) ? 30 : 0) +
    (ofObjects ? 20 : items.length === 0 ? 5 : 0) -
    5 * path.length
  );
}

const WRAPPER = /^(data|result|item|record|response)$/i;

/** Where in an answer about one thing that thing is: under the only object that wraps it, or the answer itself. */
export function findThing(body: unknown, resource: string): { path: readonly string[]; thing: unknown } {
  if (!isObject(body)) return { path: [], thing: body };
  const [name, ...others] = Object.keys(body).filter((key) => isObject(body[key]));
  const isWrapper =
    name !== undefined &&
    others.length === 0 &&
    (WRAPPER.test(name) || resource.startsWith(name.toLowerCase()));
  return isWrapper ? { path: [name], thing: body[name] } : { path: [], thing: body };
}
