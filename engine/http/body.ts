import { ToolError } from '../errors.ts';
import { isObject } from '../json.ts';
import { type ArrayFormat, pairsOf } from './arrays.ts';
import { decodeBase64, encodeMultipart, mediaType } from './multipart.ts';
import { encodeXml } from './xml.ts';

export interface EncodedBody {
  contentType: string;
  content: string | Buffer;
}

type Encoder = (body: unknown, arrays: ArrayFormat | undefined) => EncodedBody;

/** How a request body becomes bytes; the keys are the values of `body_format`. */
export const encoders = {
  json: (body) => ({ contentType: 'application/json', content: JSON.stringify(body) }),
  form: encodeForm,
  multipart: encodeMultipart,
  raw: encodeRaw,
  xml: encodeXml,
} satisfies Record<string, Encoder>;

export type BodyFormat = keyof typeof encoders;

function encodeForm(body: unknown, arrays: ArrayFormat | undefined): EncodedBody {
  if (!isObject(body))
    throw new ToolError('invalid_arguments', 'a form body must be an object of names and values.');
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(body)) {
    const pairs = pairsOf(name, value, arrays);
    if (!pairs)
      throw new ToolError(
        'invalid_arguments',
        `\`${name}\` is an object, which a form field cannot carry; pass a single value or a list.`,
      );
    for (const [key, text] of pairs) form.append(key, text);
  }
  return { contentType: 'application/x-www-form-urlencoded', content: form.toString() };
}

/** Text as it is, or bytes as `{content_base64, content_type}`. */
function encodeRaw(body: unknown): EncodedBody {
  if (typeof body === 'string') return { contentType: 'text/plain; charset=utf-8', content: body };
  if (!isObject(body) || typeof body.content_base64 !== 'string')
    throw new ToolError(
      'invalid_arguments',
      'a raw body must be text, or bytes as `{content_base64, content_type}`.',
    );
  return {
    contentType: mediaType('body', body.content_type),
    content: decodeBase64('body', body.content_base64),
  };
}
