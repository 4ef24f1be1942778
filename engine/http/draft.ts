import { ToolError } from '../errors.ts';
import { setOwn } from '../json.ts';
import { type ArrayFormat, pairsOf } from './arrays.ts';
import type { BodyFormat } from './body.ts';
import type { Verb } from './request-line.ts';

/** A request still being edited; its body is data, not yet bytes. */
export interface RequestDraft {
  verb: Verb;
  url: URL;
  headers: Record<string, string>;
  body?: unknown;
  format: BodyFormat;
  /** How lists become query parameters and form fields. */
  arrays?: ArrayFormat | undefined;
}

/** Adds a query parameter. */
export function appendQuery(url: URL, name: string, value: unknown, arrays?: ArrayFormat): void {
  const pairs = pairsOf(name, value, arrays);
  if (!pairs)
    throw new ToolError(
      'invalid_arguments',
      `\`${name}\` is an object, which a query parameter cannot carry; pass a single value or a list.`,
    );
  for (const [key, text] of pairs) url.searchParams.append(key, text);
}

/** Sets a query parameter in place of any of the same name. */
export function setQuery(draft: RequestDraft, name: string, value: unknown): void {
  const { searchParams } = draft.url;
  // One step where there is one value: each of them writes the whole URL anew.
  if (typeof value === 'string' || typeof value === 'number') searchParams.set(name, String(value));
  else {
    searchParams.delete(name);
    appendQuery(draft.url, name, value);
  }
}

/** A copy that later steps may edit without touching the original. */
export function copyDraft(draft: RequestDraft): RequestDraft {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(draft.headers)) setOwn(headers, name, value);
  const { verb, url, body, format, arrays } = draft;
  return { verb, url: new URL(url), headers, body, format, arrays };
}
