import { ToolError } from '../errors.ts';
import { compileExpression } from '../expression/expression.ts';
import { expressionSchema } from '../expression/fragment.ts';
import { isObject } from '../json.ts';
import type { NextUrlPagination } from '../types.ts';
import { compileTotal, pageSize, pageSizeProperties, totalProperty } from './page-size.ts';
import { goTo } from './place.ts';
import {
  type FoundField,
  findField,
  type PageSample,
  queryOf,
  recogniseSize,
  recogniseTotal,
} from './recognise.ts';
import type { PaginationStrategy } from './strategy.ts';

/** That the next page stays on the API's origin is checked for every strategy where requests are made. */
export const nextUrl: PaginationStrategy<NextUrlPagination> = {
  type: 'next_url',
  fragment: {
    title: 'NextUrlPagination',
    description: 'Pages by a URL that each answer gives for the next.',
    type: 'object',
    properties: {
      type: { const: 'next_url' },
      next: expressionSchema(
        'Finds the URL of the next page, whole or relative: `links.next`. The walk ends where it finds nothing.',
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
      start: () => ({}),
      size: (_, wanted) => pageSize(config, wanted),
      apply: (draft, state, size) => goTo(draft, state, config.limit, size),
      async next({ body, bindings, url }) {
        const target = await next.evaluate(body, bindings);
        if (target === undefined || target === null || target === '' || target === false) return undefined;
        if (typeof target !== 'string' || !URL.canParse(target, url.href))
          throw new ToolError(
            'invalid_response',
            `\`${config.next}\` finds something that is no URL, so the next page is unknown.`,
          );
        return { url: new URL(target, url).href };
      },
      total: compileTotal(config),
    };
  },
  recognise(sample) {
    const found = findNext(sample);
    if (!found) return undefined;
    return {
      config: {
        type: 'next_url',
        next: found.expression,
        ...recogniseSize(sample, queryOf(String(found.value))),
        ...recogniseTotal(sample),
      },
      isCertain: true,
      doubts: [],
    };
  },
};

const NEXT = /^(next|next_?(page|url|link|href|page_?(url|link|uri))|@odata\.nextlink)$/i;
const isUrl = (value: unknown): boolean => typeof value === 'string' && /^(https?:\/\/|\/|\?)/.test(value);

/** The URL itself, or one inside a link object such as `{ href }`. */
function findNext(sample: PageSample): FoundField | undefined {
  const found = findField(sample, NEXT, isUrl);
  if (found) return found;
  const link = findField(sample, NEXT, (value) => isObject(value) && isUrl(value.href));
  return (
    link && { ...link, value: (link.value as { href: unknown }).href, expression: `${link.expression}.href` }
  );
}
