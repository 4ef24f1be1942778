import { ToolError } from '../errors.ts';
import { isObject } from '../json.ts';
import type { RequestDraft } from './request.ts';
import type { Verb } from './request-line.ts';

/** A request as it goes on the wire. */
export interface HttpRequest {
  verb: Verb;
  url: URL;
  headers: Record<string, string>;
  body?: string;
}

interface Encoder {
  contentType: string;
  encode(body: unknown): string;
}

/** How a request body becomes bytes; the keys are the values of `body_format`. */
export const encoders = {
  json: { contentType: 'application/json', encode: (body) => JSON.stringify(body) },
  form: { contentType: 'application/x-www-form-urlencoded', encode: encodeForm },
} satisfies Record<string, Encoder>;

export type BodyFormat = keyof typeof encoders;

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

function encodeForm(body: unknown): string {
  if (!isObject(body))
    throw new ToolError('invalid_arguments', 'a form body must be an object of names and values.');
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(body)) {
    for (const element of Array.isArray(value) ? value : [value]) {
      if (element === undefined || element === null) continue;
      if (typeof element === 'object')
        throw new ToolError(
          'invalid_arguments',
          `\`${name}\` is an object, which a form field cannot carry; pass a single value or a list.`,
        );
      form.append(name, String(element));
    }
  }
  return form.toString();
}
