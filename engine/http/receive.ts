import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib';
import { ToolError } from '../errors.ts';

type Decompress = (content: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;

const unwrap = promisify(inflate);
const unwrapRaw = promisify(inflateRaw);

/** Content codings (RFC 9110, section 8.4.1). */
const codings: Readonly<Record<string, Decompress>> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  br: promisify(brotliDecompress),
  // Some servers leave out the zlib header that `deflate` calls for; its first byte tells.
  deflate: (content, options) => (((content[0] ?? 0) & 0x0f) === 8 ? unwrap : unwrapRaw)(content, options),
};

/** What requests say that they take. */
export const ACCEPT_ENCODING = 'gzip, br, deflate';

/** Nobody compresses more often; each time could blow up to the full size once more. */
const MAX_CODINGS = 2;

export interface DecompressOptions {
  /** Value of `content-encoding`. */
  encoding: string | undefined;
  /** Most bytes of what comes out. */
  maxBytes: number;
  status: number;
}

/** Undoes the codings of a body; more bytes than there may be, or what its codings do not fit, is an `invalid_response`. */
export async function decompress(
  content: Buffer,
  { encoding = '', maxBytes, status }: DecompressOptions,
): Promise<Buffer> {
  const applied = encoding
    .split(',')
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity');
  if (applied.length > MAX_CODINGS || applied.some((coding) => !Object.hasOwn(codings, coding)))
    throw unreadable(`compressed as \`${encoding}\`, which is not understood here`, status);
  let plain = content;
  for (const coding of applied.reverse()) {
    try {
      plain = (await codings[coding]?.(plain, { maxOutputLength: maxBytes })) ?? plain;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(maxBytes, status);
      throw unreadable(`marked as compressed with ${coding} but is not, or is cut off`, status, error);
    }
  }
  return plain;
}

/** What an answer is that has more bytes than it may have, compressed or not. */
export const tooLarge = (maxBytes: number, status: number): ToolError =>
  new ToolError(
    'invalid_response',
    `the answer is larger than ${maxBytes} bytes (\`limits.response_bytes\`); ask for fewer items.`,
    { status },
  );

const unreadable = (how: string, status: number, cause?: unknown) =>
  new ToolError('invalid_response', `the API's answer (${status}) is ${how}.`, { status }, cause);
