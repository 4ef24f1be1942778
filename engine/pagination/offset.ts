import { setQuery } from '../http/draft.ts';
import type { OffsetPagination } from '../types.ts';
import { compileTotal, isLast, pageSize, pageSizeProperties, totalProperty } from './page-size.ts';
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
      ...pageSizeProperties,
      ...totalProperty,
    },
    required: ['type', 'offset'],
    additionalProperties: false,
  },
  compile(config) {
    const total = compileTotal(config);
    return {
      start: () => ({ skip: 0 }),
      size: (_, wanted) => pageSize(config, wanted),
      apply(draft, state, size) {
        setQuery(draft, config.offset, state.skip);
        if (config.limit !== undefined) setQuery(draft, config.limit, size);
      },
      async next(page) {
        const reached = Number(page.state.skip) + page.count;
        return isLast(config, page, reached, await total(page)) ? undefined : { skip: reached };
      },
      total,
    };
  },
};
