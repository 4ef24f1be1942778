import { ToolError } from '../errors.ts';
import { setOwn } from '../json.ts';
import type { BodyFormat } from './body.ts';
import type { Verb } from './request-line.ts';

/** A request still being edited; its body is data, not yet bytes. */
export interface RequestDraft {
  verb: Verb;
  url: URL;
  headers: Record<string, string>;
  body?: unknown;
  format: BodyFormat;
}

/** Adds a query parameter; a list repeats its name. */
export function appendQuery(url: URL, name: string, value: unknown): void {
  for (const element of Array.isArray(value) ? value : [value]) {
    if (element === undefined || element === null) continue;
    if (typeof element === 'object')
      throw new ToolError(
        'invalid_arguments',
        `\`${name}\` is an object, which a query parameter cannot carry; pass a single value or a list.`,
      );
    url.searchParams.append(name, String(element));
  }
}

/** Sets a query parameter in place of any of the same name. */
export function setQuery(draft: RequestDraft, name: string, value: unknown): void {
  draft.url.searchParams.delete(name);
  appendQuery(draft.url, name, value);
}

/** A copy that later steps may edit without touching the original. */
export function copyDraft(draft: RequestDraft): RequestDraft {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(draft.headers)) setOwn(headers, name, value);
  return { ...draft, url: new URL(draft.url), headers };
}
