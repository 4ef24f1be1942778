import { ToolError } from '../errors.ts';
import { compileExpression } from '../expression/expression.ts';
import { expressionSchema, RESPONSE_BINDINGS } from '../expression/fragment.ts';
import { setQuery } from '../http/draft.ts';
import { isObject, type JsonObject, type JsonSchema } from '../json.ts';
import type { ExpressionPagination } from '../types.ts';
import { compileTotal, pageSize, pageSizeProperties, totalProperty } from './page-size.ts';
import { setParameter } from './place.ts';
import type { PaginationStrategy } from './strategy.ts';

const parts: JsonSchema = {
  title: 'PageParts',
  description: 'What a page adds to the request.',
  type: 'object',
  properties: {
    query: { type: 'object', description: 'Query parameters.' },
    headers: { type: 'object', description: 'Request headers.' },
    body: { type: 'object', description: 'Members of the request body.' },
  },
  additionalProperties: false,
};

/** For APIs that page in a way of their own. */
export const expression: PaginationStrategy<ExpressionPagination> = {
  type: 'expression',
  fragment: {
    title: 'ExpressionPagination',
    description: 'Pages by whatever an expression says the next request must carry.',
    type: 'object',
    properties: {
      type: { const: 'expression' },
      first: { ...parts, description: 'What the first request carries.' },
      next: expressionSchema(
        'Yields what the next request carries, as `{"query": {…}, "headers": {…}, "body": {…}}`, or nothing at the end. `$page` is what this one carried, `$count` how many items it gave.',
        [...RESPONSE_BINDINGS, 'page', 'count'],
      ),
      ...pageSizeProperties,
      ...totalProperty,
    },
    required: ['type', 'next'],
    additionalProperties: false,
  },
  compile(config) {
    const next = compileExpression(config.next);
    return {
      start: () => (config.first ?? {}) as JsonObject,
      size: (_, wanted) => pageSize(config, wanted),
      apply(draft, state, size) {
        if (config.limit !== undefined) setQuery(draft, config.limit, size);
        for (const [name, value] of membersOf(state.query)) setQuery(draft, name, value);
        for (const [name, value] of membersOf(state.headers))
          draft.headers[name.toLowerCase()] = String(value);
        for (const [name, value] of membersOf(state.body)) setParameter(draft, { in: 'body' }, name, value);
      },
      async next({ body, bindings, state, count }) {
        const found = await next.evaluate(body, { ...bindings, page: state, count });
        if (found === undefined || found === null || found === false) return undefined;
        if (isObject(found)) return found as JsonObject;
        throw new ToolError(
          'invalid_response',
          '`pagination.next` yields no object, so the next page is unknown; the YAML needs a correction.',
        );
      },
      total: compileTotal(config),
    };
  },
};

const membersOf = (value: unknown): [string, unknown][] => (isObject(value) ? Object.entries(value) : []);
