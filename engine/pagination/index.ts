import type { Pagination } from '../types.ts';
import { cursor } from './cursor.ts';
import { expression } from './expression.ts';
import { linkHeader } from './link-header.ts';
import { nextUrl } from './next-url.ts';
import { none } from './none.ts';
import { offset } from './offset.ts';
import { page } from './page.ts';
import { range } from './range.ts';
import type { PageSample, Recognised } from './recognise.ts';
import type { PaginationStrategy, Paginator } from './strategy.ts';

/** Every value of `pagination.type`. A new strategy is a file and a line here. */
export const paginationStrategies = [
  none,
  offset,
  page,
  cursor,
  nextUrl,
  linkHeader,
  range,
  expression,
] as const;

const byType = new Map<string, Pick<PaginationStrategy<never>, 'compile'>>(
  paginationStrategies.map((strategy) => [strategy.type, strategy]),
);

/** Compiles a `pagination:` block that the schema has accepted; no block means one page. */
export function compilePagination(pagination: Pagination = { type: 'none' }): Paginator {
  const strategy = byType.get(pagination.type);
  if (!strategy) throw new Error(`no pagination strategy \`${pagination.type}\``);
  return strategy.compile(pagination as never);
}

/** The `pagination:` blocks that a first page suggests, those that it states itself before those that merely fit. */
export function recognisePagination(sample: PageSample): Recognised<Pagination>[] {
  const strategies: readonly Pick<PaginationStrategy<Pagination>, 'recognise'>[] = paginationStrategies.map(
    ({ recognise }) => (recognise ? { recognise } : {}),
  );
  const found = strategies.flatMap(({ recognise }) => recognise?.(sample) ?? []);
  return [...found.filter(({ isCertain }) => isCertain), ...found.filter(({ isCertain }) => !isCertain)];
}
