import type { IncomingMessage } from 'node:http';

const MAX_BYTES = 1_048_576;

/** A request body that is not what its content type says. */
export class BodyError extends Error {}

/** The whole body, or `undefined` when it is larger than 1 MiB. */
export async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length;
    if (bytes <= MAX_BYTES) chunks.push(chunk as Buffer);
  }
  return bytes > MAX_BYTES ? undefined : Buffer.concat(chunks);
}

/** The body as data: a form's fields, or JSON; `undefined` when there is none. */
export function parseBody(body: Buffer, contentType = ''): unknown {
  if (body.length === 0) return undefined;
  const text = body.toString('utf8');
  if (contentType.startsWith('application/x-www-form-urlencoded'))
    return Object.fromEntries(new URLSearchParams(text));
  try {
    return JSON.parse(text);
  } catch {
    throw new BodyError('the body is not JSON');
  }
}
