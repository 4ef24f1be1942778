import LinkHeader from 'http-link-header';
import { ToolError } from '../errors.ts';
import type { LinkHeaderPagination } from '../types.ts';
import { pageSize, pageSizeProperties } from './page-size.ts';
import { goTo } from './place.ts';
import { queryOf, recogniseSize } from './recognise.ts';
import type { PaginationStrategy } from './strategy.ts';

/** RFC 8288 links. That the next page stays on the API's origin is checked for every strategy where pages are walked. */
export const linkHeader: PaginationStrategy<LinkHeaderPagination> = {
  type: 'link_header',
  fragment: {
    title: 'LinkHeaderPagination',
    description: 'Pages by the `Link` header with `rel="next"`.',
    type: 'object',
    properties: { type: { const: 'link_header' }, ...pageSizeProperties },
    required: ['type'],
    additionalProperties: false,
  },
  compile(config) {
    return {
      start: () => ({}),
      size: (_, wanted) => pageSize(config, wanted),
      apply: (draft, state, size) => goTo(draft, state, config.limit, size),
      async next({ headers, url }) {
        const target = headers.link === undefined ? undefined : nextOf(headers.link);
        return target === undefined ? undefined : { url: new URL(target, url).href };
      },
    };
  },
  recognise(sample) {
    const next = sample.headers.link === undefined ? undefined : nextOf(sample.headers.link);
    if (next === undefined) return undefined;
    return {
      config: { type: 'link_header', ...recogniseSize(sample, queryOf(next)) },
      isCertain: true,
      doubts: [],
    };
  },
};

function nextOf(header: string): string | undefined {
  try {
    return LinkHeader.parse(header).rel('next')[0]?.uri;
  } catch (error) {
    throw new ToolError(
      'invalid_response',
      'the `Link` header cannot be read, so the next page is unknown.',
      {},
      error,
    );
  }
}
