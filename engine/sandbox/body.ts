import type { IncomingMessage } from 'node:http';
import { fieldsOf } from './fields.ts';

const MAX_BYTES = 1_048_576;

/** A request body that is not what its content type says. */
export class BodyError extends Error {}

export interface ReceivedBody {
  /** How many bytes came in. */
  bytes: number;
  /** `undefined` when there are more than 1 MiB. */
  content: Buffer | undefined;
}

/** Reads to the end even when it is too much, since a client may not look at the answer before. */
export async function readBody(request: IncomingMessage): Promise<ReceivedBody> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length;
    if (bytes <= MAX_BYTES) chunks.push(chunk as Buffer);
  }
  return { bytes, content: bytes > MAX_BYTES ? undefined : Buffer.concat(chunks) };
}

/** The body as data: a form's fields, or JSON; `undefined` when there is none. */
export function parseBody(body: Buffer, contentType = ''): unknown {
  if (body.length === 0) return undefined;
  const text = body.toString('utf8');
  if (contentType.toLowerCase().startsWith('application/x-www-form-urlencoded'))
    return fieldsOf(new URLSearchParams(text));
  try {
    return JSON.parse(text);
  } catch {
    throw new BodyError('the body is not JSON');
  }
}
