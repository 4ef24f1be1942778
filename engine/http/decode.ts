import { ToolError } from '../errors.ts';
import type { HttpResponse } from './send.ts';

const EXCERPT = 500;

/** The response body as data: `undefined` when there is none. Anything but JSON is an `invalid_response`. */
export function decode(response: HttpResponse): unknown {
  if (response.body.length === 0) return undefined;
  const text = response.body.toString('utf8');
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    const type = response.headers['content-type'] ?? 'no content type';
    throw new ToolError(
      'invalid_response',
      `the API answered ${response.status} with ${type} instead of JSON; check \`base_url\` and the path. It begins: ${excerpt(text)}`,
      { status: response.status },
    );
  }
}

/** At most 500 characters on one line, for quoting an upstream body in a message. */
export function excerpt(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > EXCERPT ? `${line.slice(0, EXCERPT)}…` : line;
}
