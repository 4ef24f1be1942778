import { compileExpression } from '../expression/expression.ts';
import { expressionSchema } from '../expression/fragment.ts';
import type { CursorPagination } from '../types.ts';
import { compileTotal, pageSize, pageSizeProperties, totalProperty } from './page-size.ts';
import { placeProperty, setParameter } from './place.ts';
import type { PaginationStrategy } from './strategy.ts';

export const cursor: PaginationStrategy<CursorPagination> = {
  type: 'cursor',
  fragment: {
    title: 'CursorPagination',
    description: 'Pages by a cursor that each answer gives for the next.',
    type: 'object',
    properties: {
      type: { const: 'cursor' },
      cursor: { type: 'string', minLength: 1, description: 'Query parameter that carries the cursor.' },
      next: expressionSchema(
        'Finds the next cursor in the answer: `meta.next`. The walk ends where it finds nothing, null, false or "".',
      ),
      ...placeProperty,
      ...pageSizeProperties,
      ...totalProperty,
    },
    required: ['type', 'cursor', 'next'],
    additionalProperties: false,
  },
  compile(config) {
    const next = compileExpression(config.next);
    return {
      start: () => ({}),
      size: (_, wanted) => pageSize(config, wanted),
      apply(draft, state, size) {
        if (state.cursor !== undefined) setParameter(draft, config, config.cursor, state.cursor);
        if (config.limit !== undefined) setParameter(draft, config, config.limit, size);
      },
      async next({ body, bindings }) {
        const value = await next.evaluate(body, bindings);
        if (typeof value !== 'string' && typeof value !== 'number') return undefined;
        return value === '' ? undefined : { cursor: value };
      },
      total: compileTotal(config),
    };
  },
};
