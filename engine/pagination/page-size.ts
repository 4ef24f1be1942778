import { ToolError } from '../errors.ts';
import { compileExpression } from '../expression/expression.ts';
import { expressionSchema } from '../expression/fragment.ts';
import type { JsonSchema } from '../json.ts';
import type { Page, Paginator } from './strategy.ts';

/** The keys that size a page, shared by the strategies that ask for one. */
export interface PageSize {
  limit?: string;
  max_limit?: number;
  total?: string;
}

const DEFAULT_SIZE = 100;

export const pageSizeProperties: JsonSchema = {
  limit: {
    type: 'string',
    minLength: 1,
    description: 'Query parameter that says how many items a page holds.',
  },
  max_limit: {
    type: 'integer',
    minimum: 1,
    description: 'The most items the API gives in one page; 100 when left out.',
  },
};

export const totalProperty: JsonSchema = {
  total: expressionSchema(
    'Finds the number of items in all pages: `metadata.total_results`. Without it a walk ends at a page that is not full.',
  ),
};

/** Items to ask for: what is still wanted, up to the API's maximum. */
export const pageSize = ({ max_limit: max = DEFAULT_SIZE }: PageSize, wanted: number): number =>
  Math.min(wanted, max);

/** Compiles the `total` expression; the result is `undefined` where there is none or it finds no number. */
export function compileTotal({ total }: PageSize): NonNullable<Paginator['total']> {
  if (total === undefined) return () => undefined;
  const expression = compileExpression(total);
  return ({ body, bindings }) => {
    const found = expression.evaluate(body, bindings);
    return found instanceof Promise ? found.then(finite) : finite(found);
  };
}

function finite(found: unknown): number | undefined {
  const value = Number(found ?? Number.NaN);
  return Number.isFinite(value) ? value : undefined;
}

/**
 * Whether a page is the last one. A short page only counts as last when the API is known to give what is asked for
 * (`limit` and `max_limit` declared), since some cap pages silently; otherwise the walk goes on until an empty page.
 */
export function isLast(
  config: PageSize,
  { count, size }: Page,
  reached: number,
  total: number | undefined,
): boolean {
  if (total !== undefined) {
    if (count > 0 || reached >= total) return reached >= total;
    throw new ToolError(
      'invalid_response',
      `the API says there are ${total} items but gives an empty page after ${reached}; narrow the search.`,
    );
  }
  if (count === 0) return true;
  return config.limit !== undefined && config.max_limit !== undefined && count < size;
}
