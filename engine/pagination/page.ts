import type { PagePagination } from '../types.ts';
import { compileTotal, isLast, pageSize, pageSizeProperties, totalProperty } from './page-size.ts';
import { placeProperty, setParameter } from './place.ts';
import { findField, isCount, queryNamed, recogniseSize, recogniseTotal } from './recognise.ts';
import type { PaginationStrategy } from './strategy.ts';

export const page: PaginationStrategy<PagePagination> = {
  type: 'page',
  fragment: {
    title: 'PagePagination',
    description: 'Pages by number.',
    type: 'object',
    properties: {
      type: { const: 'page' },
      page: { type: 'string', minLength: 1, description: 'Query parameter that carries the page number.' },
      first: { type: 'integer', default: 1, description: 'Number of the first page.' },
      ...placeProperty,
      ...pageSizeProperties,
      ...totalProperty,
    },
    required: ['type', 'page'],
    additionalProperties: false,
  },
  compile(config) {
    const first = config.first ?? 1;
    return {
      // The size stays the same for the whole walk, or page numbers would mean other items.
      start: (wanted) => ({ number: first, size: pageSize(config, wanted), before: 0 }),
      size: (state) => Number(state.size),
      apply(draft, state, size) {
        setParameter(draft, config, config.page, state.number);
        if (config.limit !== undefined) setParameter(draft, config, config.limit, size);
      },
      next(answered, total) {
        const { number, size, before } = answered.state;
        const reached = Number(before) + answered.count;
        if (isLast(config, answered, reached, total)) return undefined;
        return { number: Number(number) + 1, size: size ?? null, before: reached };
      },
      ahead({ state, count }, total, wanted) {
        const states = [];
        const end = Math.min(total, Number(state.before) + wanted);
        let number = Number(state.number) + 1;
        for (let before = Number(state.before) + count; before < end; before += count, number += 1)
          states.push({ state: { number, size: state.size ?? null, before }, wanted: end - before });
        return states;
      },
      total: compileTotal(config),
    };
  },
  recognise(sample) {
    const asked = queryNamed(sample.query, ASKED);
    const said = findField(sample, PAGE, isCount);
    if (asked === undefined && !said) return undefined;
    const first = Number(asked === undefined ? said?.value : sample.query[asked]);
    return {
      config: {
        type: 'page',
        page: asked ?? said?.name.replace(/^current_?/i, '').toLowerCase() ?? 'page',
        ...(first === 0 && { first }),
        ...recogniseSize(sample),
        ...recogniseTotal(sample),
      },
      isCertain: false,
      doubts: asked === undefined ? [`that \`${said?.name}\` goes by a query parameter is a guess.`] : [],
    };
  },
};

const ASKED = /^(p|pg|page(_?(no|num|number|index))?)$/i;
const PAGE = /^(current_?)?page(_?(no|num|number|index))?$/i;
