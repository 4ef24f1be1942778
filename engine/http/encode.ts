import { encoders } from './body.ts';
import type { RequestDraft } from './draft.ts';
import type { Verb } from './request-line.ts';

/** A request as it goes on the wire. */
export interface HttpRequest {
  verb: Verb;
  url: URL;
  headers: Record<string, string>;
  body?: string;
}

export function encodeRequest({ verb, url, headers, body, format }: RequestDraft): HttpRequest {
  const request: HttpRequest = {
    verb,
    url: new URL(url),
    headers: { accept: 'application/json', ...headers },
  };
  if (body === undefined) return request;
  const { contentType, encode } = encoders[format];
  request.body = encode(body);
  request.headers['content-type'] ??= contentType;
  return request;
}
