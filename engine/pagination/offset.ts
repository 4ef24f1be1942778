import type { OffsetPagination } from '../types.ts';
import { compileTotal, isLast, pageSize, pageSizeProperties, totalProperty } from './page-size.ts';
import { placeProperty, setParameter } from './place.ts';
import { findField, isCount, queryNamed, recogniseSize, recogniseTotal } from './recognise.ts';
import type { PaginationStrategy } from './strategy.ts';

export const offset: PaginationStrategy<OffsetPagination> = {
  type: 'offset',
  fragment: {
    title: 'OffsetPagination',
    description: 'Pages by the number of items to skip.',
    type: 'object',
    properties: {
      type: { const: 'offset' },
      offset: {
        type: 'string',
        minLength: 1,
        description: 'Query parameter that says how many items to skip.',
      },
      ...placeProperty,
      ...pageSizeProperties,
      ...totalProperty,
    },
    required: ['type', 'offset'],
    additionalProperties: false,
  },
  compile(config) {
    return {
      start: () => ({ skip: 0 }),
      size: (_, wanted) => pageSize(config, wanted),
      apply(draft, state, size) {
        setParameter(draft, config, config.offset, state.skip);
        if (config.limit !== undefined) setParameter(draft, config, config.limit, size);
      },
      next(page, total) {
        const reached = Number(page.state.skip) + page.count;
        return isLast(config, page, reached, total) ? undefined : { skip: reached };
      },
      ahead(first, total, wanted) {
        const states = [];
        const start = Number(first.state.skip) + first.count;
        const end = Math.min(total, Number(first.state.skip) + wanted);
        for (let skip = start; skip < end; skip += first.count)
          states.push({ state: { skip }, wanted: end - skip });
        return states;
      },
      total: compileTotal(config),
    };
  },
  recognise(sample) {
    const asked = queryNamed(sample.query, OFFSET);
    const said = findField(sample, OFFSET, isCount);
    const name = asked ?? said?.name;
    if (name === undefined) return undefined;
    return {
      config: { type: 'offset', offset: name, ...recogniseSize(sample), ...recogniseTotal(sample) },
      isCertain: false,
      doubts: asked === undefined ? [`that \`${name}\` is a query parameter too is a guess.`] : [],
    };
  },
};

const OFFSET = /^\$?(offset|skip|start(_?(index|at))?)$/i;
