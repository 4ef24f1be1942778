import { encoders } from './body.ts';
import type { RequestDraft } from './draft.ts';
import type { Verb } from './request-line.ts';

/** A request as it goes on the wire. */
export interface HttpRequest {
  verb: Verb;
  url: URL;
  headers: Record<string, string>;
  body?: string | Buffer;
}

export function encodeRequest({ verb, url, headers, body, format, arrays }: RequestDraft): HttpRequest {
  const request: HttpRequest = {
    verb,
    url,
    headers: { accept: 'application/json, */*;q=0.5', ...headers },
  };
  if (body === undefined) return request;
  const { contentType, content } = encoders[format](body, arrays);
  request.body = content;
  // The boundary of a multipart body stands in its content type, so no other will do.
  if (format === 'multipart' || request.headers['content-type'] === undefined)
    request.headers['content-type'] = contentType;
  return request;
}
