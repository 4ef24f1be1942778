import type { HttpRequest } from '../http/encode.ts';
import { fieldsOf } from '../sandbox/fields.ts';

/** A request as cases see it: its parts as data, in a form that does not depend on their order. */
export interface ObservedRequest {
  verb: string;
  /** Without the query. */
  url: string;
  query: Record<string, unknown>;
  /** Names in lower case. */
  headers: Record<string, unknown>;
  body: unknown;
}

export function observeRequest({ verb, url, headers, body }: HttpRequest): ObservedRequest {
  return {
    verb,
    url: url.origin + url.pathname,
    query: fieldsOf(url.searchParams),
    headers,
    body: body === undefined ? undefined : dataIn(body, headers['content-type'] ?? ''),
  };
}

function dataIn(body: string | Buffer, contentType: string): unknown {
  const text = body.toString();
  if (/^application\/x-www-form-urlencoded/i.test(contentType)) return fieldsOf(new URLSearchParams(text));
  const boundary = /boundary=([^;]+)/.exec(contentType)?.[1];
  if (boundary !== undefined) return text.replaceAll(boundary, 'boundary').replaceAll('\r\n', '\n');
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
