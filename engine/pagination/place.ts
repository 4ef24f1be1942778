import { ToolError } from '../errors.ts';
import { type RequestDraft, setQuery } from '../http/draft.ts';
import { isObject, type JsonSchema, setOwn } from '../json.ts';
import type { PageState } from './strategy.ts';

/** Where a strategy's parameters go. */
export interface Placed {
  in?: 'query' | 'body';
}

export const placeProperty: JsonSchema = {
  in: { enum: ['query', 'body'], default: 'query', description: 'Where the parameters of paging go.' },
};

/** Puts a parameter of paging into the request, in place of any of the same name. */
export function setParameter(draft: RequestDraft, { in: place }: Placed, name: string, value: unknown): void {
  if (place !== 'body') {
    setQuery(draft, name, value);
    return;
  }
  const body = draft.body ?? {};
  if (!isObject(body))
    throw new ToolError(
      'invalid_arguments',
      `the request body is no object, so \`${name}\` cannot be put into it.`,
    );
  const extended = { ...body };
  setOwn(extended, name, value);
  draft.body = extended;
}

/** Goes to a page by its URL; before there is one, asks for pages of this size. */
export function goTo(draft: RequestDraft, { url }: PageState, limit: string | undefined, size: number): void {
  if (typeof url === 'string') draft.url = new URL(url);
  else if (limit !== undefined) setQuery(draft, limit, size);
}
