import { ToolError } from '../errors.ts';
import { isObject } from '../json.ts';

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
