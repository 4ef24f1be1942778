import MiniSearch from 'minisearch';
import type { Operation } from '../operation/contract.ts';

/** Words of a question that tell no tool from another. */
const IDLE = new Set(
  'a an the of to in on at by for from with and or is are all my me i it this that how do can'.split(' '),
);

const FIELDS = [
  'tool',
  'title',
  'integration',
  'resource',
  'method',
  'tags',
  'description',
  'parameters',
] as const;

const BOOST = { tool: 2, title: 2, resource: 2, method: 2, tags: 2 };

type Entry = Record<'id' | (typeof FIELDS)[number], string>;

/** Tools by the words that they are looked up with; the identity of each is its place in the list. */
function indexTools(operations: readonly Operation[]): MiniSearch<Entry> {
  const index = new MiniSearch<Entry>({
    fields: [...FIELDS],
    tokenize: (text) =>
      text
        .toLowerCase()
        .split(/[^\p{L}\p{N}]+/u)
        .filter(Boolean),
    processTerm: (term) => (IDLE.has(term) ? null : term),
    searchOptions: {
      boost: BOOST,
      prefix: (term) => term.length > 2,
      fuzzy: (term) => (term.length > 4 ? 0.2 : false),
    },
  });
  index.addAll(
    operations.map(
      (
        { tool, title, integration, resource, method, tags, description, inputSchema: { properties } },
        at,
      ) => ({
        ...{ id: String(at), tool, title, integration, resource, method, description },
        tags: tags.join(' '),
        parameters: Object.keys((properties ?? {}) as object).join(' '),
      }),
    ),
  );
  return index;
}

/** Names of tools by how well they fit a query, the best first. */
export function createSearchIndex(
  operations: readonly Operation[],
): (query: string, limit: number) => string[] {
  const index = indexTools(operations);
  return (query, limit) =>
    index
      .search(query)
      .slice(0, limit)
      .flatMap(({ id }) => operations[Number(id)]?.tool ?? []);
}

/** The same index as plain data, for `MiniSearch.loadJS` with these options elsewhere; it finds places in the list. */
export const searchIndexData = (operations: readonly Operation[]) => ({
  index: indexTools(operations).toJSON(),
  options: { fields: FIELDS, searchOptions: { boost: BOOST } },
});
