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

/** Names of tools by how well they fit a query, the best first. */
export function createSearchIndex(
  operations: readonly Operation[],
): (query: string, limit: number) => string[] {
  const index = new MiniSearch<Record<'id' | (typeof FIELDS)[number], string>>({
    fields: [...FIELDS],
    tokenize: (text) =>
      text
        .toLowerCase()
        .split(/[^\p{L}\p{N}]+/u)
        .filter(Boolean),
    processTerm: (term) => (IDLE.has(term) ? null : term),
    searchOptions: {
      boost: { tool: 2, title: 2, resource: 2, method: 2, tags: 2 },
      prefix: (term) => term.length > 2,
      fuzzy: (term) => (term.length > 4 ? 0.2 : false),
    },
  });
  index.addAll(
    operations.map(
      ({ tool, title, integration, resource, method, tags, description, inputSchema: { properties } }) => ({
        ...{ id: tool, tool, title, integration, resource, method, description },
        tags: tags.join(' '),
        parameters: Object.keys((properties ?? {}) as object).join(' '),
      }),
    ),
  );
  return (query, limit) =>
    index
      .search(query)
      .slice(0, limit)
      .map(({ id }) => String(id));
}
