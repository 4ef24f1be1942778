import { compileExpression } from '../expression/expression.ts';
import { expressionSchema } from '../expression/fragment.ts';
import type { CursorPagination } from '../types.ts';
import { compileTotal, pageSize, pageSizeProperties, totalProperty } from './page-size.ts';
import { placeProperty, setParameter } from './place.ts';
import { findField, queryNamed, recogniseSize, recogniseTotal } from './recognise.ts';
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
  recognise(sample) {
    const found = findField(sample, NEXT, isCursor);
    if (!found) return undefined;
    const asked = queryNamed(sample.query, CURSOR);
    return {
      config: {
        type: 'cursor',
        cursor: asked ?? parameterFor(found.name),
        next: found.expression,
        ...recogniseSize(sample),
        ...recogniseTotal(sample),
      },
      isCertain: true,
      doubts:
        asked === undefined
          ? [
              `the query parameter \`${parameterFor(found.name)}\` is a guess from the field \`${found.name}\`.`,
            ]
          : [],
    };
  },
};

const NEXT =
  /^(next|(next_?)?(cursor|token|page_?token|continuation(_?token)?)|next_?page|end_?cursor|after)$/i;
const CURSOR = /^(cursor|after|token|page_?token|continuation(_?token)?|starting_after|marker)$/i;

/** A number of the next page is no cursor, and neither is a URL. */
const isCursor = (value: unknown): boolean =>
  typeof value === 'string' && value !== '' && !/^(https?:|\/|\?|\d{1,4}$)/.test(value);

/** `next_page_token` is given back as `page_token`, and `endCursor` as `after`. */
function parameterFor(field: string): string {
  if (/^end_?cursor$/i.test(field)) return 'after';
  const rest = field.replace(/^next_?/i, '');
  return rest === '' || /^page$/i.test(rest) ? 'cursor' : rest.charAt(0).toLowerCase() + rest.slice(1);
}
