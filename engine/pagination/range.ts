import { ToolError } from '../errors.ts';
import type { RangePagination } from '../types.ts';
import { isLast, pageSize } from './page-size.ts';
import type { Page, PaginationStrategy } from './strategy.ts';

/** RFC 9110, section 14: `Range: items=0-99` asks, `Content-Range: items 0-99/250` answers. */
export const range: PaginationStrategy<RangePagination> = {
  type: 'range',
  fragment: {
    title: 'RangePagination',
    description: 'Pages by the `Range` header, with the total from `Content-Range`.',
    type: 'object',
    properties: {
      type: { const: 'range' },
      unit: { type: 'string', default: 'items', pattern: '^[a-z]+$', description: 'Unit of the range.' },
      max_limit: {
        type: 'integer',
        minimum: 1,
        description: 'The most items the API gives in one page; 100 when left out.',
      },
    },
    required: ['type'],
    additionalProperties: false,
  },
  compile(config) {
    const unit = config.unit ?? 'items';
    return {
      start: () => ({ skip: 0 }),
      size: (_, wanted) => pageSize(config, wanted),
      apply(draft, { skip }, size) {
        draft.headers.range = `${unit}=${skip}-${Number(skip) + size - 1}`;
      },
      async next(page) {
        const reached = Number(page.state.skip) + page.count;
        return isLast({}, page, reached, totalOf(page)) ? undefined : { skip: reached };
      },
      ahead(first, total, wanted) {
        const states = [];
        const end = Math.min(total, Number(first.state.skip) + wanted);
        for (let skip = Number(first.state.skip) + first.count; skip < end; skip += first.count)
          states.push({ state: { skip }, wanted: end - skip });
        return states;
      },
      total: async (page) => totalOf(page),
    };
  },
  recognise({ headers, count }) {
    const [, unit] = /^([a-z]+) \d+-\d+\//.exec(headers['content-range'] ?? '') ?? [];
    if (unit === undefined || unit === 'bytes') return undefined;
    return {
      config: { type: 'range', ...(unit !== 'items' && { unit }), ...(count > 0 && { max_limit: count }) },
      isCertain: true,
      doubts: [],
    };
  },
};

function totalOf({ headers, state }: Page): number | undefined {
  const header = headers['content-range'];
  if (header === undefined) return undefined;
  const match = /^\w+\s+(?:(\d+)-\d+|\*)\/(\d+|\*)$/.exec(header);
  if (!match)
    throw new ToolError(
      'invalid_response',
      `the \`Content-Range\` header \`${header}\` cannot be read, so the next page is unknown.`,
    );
  const [, start, total] = match;
  if (start !== undefined && Number(start) !== Number(state.skip))
    throw new ToolError(
      'invalid_response',
      `the API was asked for items from ${state.skip} on but gave those from ${start} on.`,
    );
  return total === '*' ? undefined : Number(total);
}
