import { randomBytes } from 'node:crypto';
import { ToolError } from '../errors.ts';
import { isObject } from '../json.ts';

/** Reads a file that arguments name by path. */
export type ReadFile = (path: string) => Promise<Buffer>;

/** RFC 7578. Members that are objects with `content_base64` are files, lists repeat their name, all else is text. */
export function encodeMultipart(body: unknown): { contentType: string; content: Buffer } {
  if (!isObject(body))
    throw new ToolError('invalid_arguments', 'a multipart body must be an object of names and values.');
  const boundary = `ymcp-${randomBytes(16).toString('hex')}`;
  const chunks: Buffer[] = [];
  for (const [name, value] of Object.entries(body)) {
    for (const element of Array.isArray(value) ? value : [value]) {
      if (element === undefined || element === null) continue;
      chunks.push(Buffer.from(`--${boundary}\r\n`), encodePart(name, element), Buffer.from('\r\n'));
    }
  }
  chunks.push(Buffer.from(`--${boundary}--\r\n`));
  return { contentType: `multipart/form-data; boundary=${boundary}`, content: Buffer.concat(chunks) };
}

function encodePart(name: string, value: unknown): Buffer {
  const disposition = `content-disposition: form-data; name="${escapeName(name)}"`;
  if (typeof value !== 'object') return Buffer.from(`${disposition}\r\n\r\n${value}`);
  if (!isObject(value) || typeof value.content_base64 !== 'string')
    throw new ToolError(
      'invalid_arguments',
      `\`${name}\` is an object; a multipart field is text, or a file as \`{filename, content_base64, content_type}\`.`,
    );
  const filename = value.filename ?? name;
  if (typeof filename !== 'string')
    throw new ToolError('invalid_arguments', `\`filename\` of \`${name}\` must be a string.`);
  const type = mediaType(name, value.content_type);
  const head = `${disposition}; filename="${escapeName(filename)}"\r\ncontent-type: ${type}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), decodeBase64(name, value.content_base64)]);
}

/** The media type that an argument gives its bytes; a line break in it would begin another header. */
export function mediaType(name: string, type: unknown): string {
  if (type === undefined || type === null) return 'application/octet-stream';
  if (typeof type === 'string' && /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(\s*;[\x20-\x7e]*)?$/.test(type)) return type;
  throw new ToolError(
    'invalid_arguments',
    `\`content_type\` of \`${name}\` is no media type; give one such as \`text/csv\`, or leave it out.`,
  );
}

export function decodeBase64(name: string, text: string): Buffer {
  if (/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(text)) return Buffer.from(text, 'base64');
  throw new ToolError('invalid_arguments', `\`content_base64\` of \`${name}\` is not base64.`);
}

/** Quotes and line breaks in names, as the WHATWG form encoding has them. */
const escapeName = (name: string) =>
  name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

/** The body with files named by `path` read in; refused where no folder was opened for that. */
export async function attachFiles(body: unknown, readFile: ReadFile | undefined): Promise<unknown> {
  if (Array.isArray(body)) return Promise.all(body.map((element) => attachFiles(element, readFile)));
  if (!isObject(body)) return body;
  if (typeof body.path === 'string' && body.content_base64 === undefined) {
    if (!readFile)
      throw new ToolError(
        'invalid_arguments',
        'files are read by path only on stdio, from the folder given with --files; pass `content_base64` instead.',
      );
    const { path, ...rest } = body;
    const content = await readFile(path);
    return { filename: path.split(/[\\/]/).pop(), ...rest, content_base64: content.toString('base64') };
  }
  const members = Object.entries(body).map(
    async ([name, value]) => [name, await attachFiles(value, readFile)] as const,
  );
  return Object.fromEntries(await Promise.all(members));
}
