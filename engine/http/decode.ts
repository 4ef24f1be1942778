import { TextDecoder } from 'node:util';
import { parse as parseCsv } from 'csv-parse/sync';
import { XMLParser } from 'fast-xml-parser';
import { ToolError } from '../errors.ts';
import type { HttpResponse } from './send.ts';

/** An answer that is no text: a file, an image. */
export class BinaryContent {
  readonly contentType: string;
  /** Private, so that expressions over the answer do not copy it byte by byte. */
  readonly #bytes: Buffer;

  constructor(contentType: string, bytes: Buffer) {
    this.contentType = contentType;
    this.#bytes = bytes;
  }

  get bytes(): Buffer {
    return this.#bytes;
  }
}

type Decoder = (response: HttpResponse) => unknown;

/** How an answer becomes data; the keys are the values of `response.format`. */
export const decoders = {
  json: (response) => JSON.parse(textOf(response)),
  text: textOf,
  csv: (response) =>
    parseCsv(textOf(response), {
      columns: true,
      bom: true,
      group_columns_by_name: true,
      skip_empty_lines: true,
      relax_column_count_less: true,
    }),
  xml: decodeXml,
  jsonl: (response) =>
    textOf(response)
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => JSON.parse(line)),
  binary: ({ headers, body }) =>
    new BinaryContent(typeOf(headers['content-type']) || 'application/octet-stream', body),
} satisfies Record<string, Decoder>;

type Format = keyof typeof decoders;

/** `auto` goes by the content type. */
export type AnswerFormat = Format | 'auto';

const xml = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  htmlEntities: true,
  parseTagValue: false,
});

/** Elements as members, attributes as `@name`; entities that the document defines itself could blow up or reach for files. */
function decodeXml(response: HttpResponse): unknown {
  const text = textOf(response);
  if (/<!ENTITY/i.test(text)) throw new Error('the document defines entities');
  return xml.parse(text, true);
}

/** Content types that say what an answer is; all else is taken for JSON, so that a page of HTML is an error and not data. */
const BY_TYPE: readonly (readonly [RegExp, Format])[] = [
  [/^text\/csv$/, 'csv'],
  [/^(application|text)\/xml$|(?<!xhtml)\+xml$/, 'xml'],
  [/^application\/(x-ndjson|ndjson|jsonl|x-jsonlines|jsonlines)$/, 'jsonl'],
  [/^text\/plain$/, 'text'],
  [
    /^(image|audio|video|font)\/|^application\/(octet-stream|pdf|zip|gzip|x-tar|msword|vnd\.(?!api\+json).*(?<!json|xml))$/,
    'binary',
  ],
];

/** The answer as data: `undefined` when there is none. What is not of its format is an `invalid_response`. */
export function decode(response: HttpResponse, format: AnswerFormat = 'auto'): unknown {
  if (response.body.length === 0) return undefined;
  const type = typeOf(response.headers['content-type']);
  const actual =
    format === 'auto' ? (BY_TYPE.find(([pattern]) => pattern.test(type))?.[1] ?? 'json') : format;
  if (actual !== 'binary' && isBlank(response)) return undefined;
  try {
    return decoders[actual](response);
  } catch (error) {
    if (error instanceof ToolError) throw error;
    throw new ToolError(
      'invalid_response',
      `the API answered ${response.status} with ${type || 'no content type'} instead of ${actual.toUpperCase()}; check \`base_url\` and the path. It begins: ${excerpt(textOf(response))}`,
      { status: response.status },
      error,
    );
  }
}

/** Whether an answer is white space alone, which its first other byte decides. */
function isBlank(response: HttpResponse): boolean {
  const first = response.body.find((byte) => byte > 0x20);
  return first === undefined || (first > 0x7f && textOf(response).trim() === '');
}

const typeOf = (contentType = '') => (contentType.split(';')[0] ?? '').trim().toLowerCase();

function textOf({ headers, body, status }: HttpResponse): string {
  if (!/charset/i.test(headers['content-type'] ?? '')) return withoutMark(body.toString('utf8'));
  const charset = /charset="?([^;"\s]+)/i.exec(headers['content-type'] ?? '')?.[1] ?? 'utf-8';
  try {
    return decoderOf(charset).decode(body);
  } catch (error) {
    throw new ToolError(
      'invalid_response',
      `the API answered in the character set \`${charset}\`, which is not known here.`,
      { status },
      error,
    );
  }
}

/** Without the byte order mark that some put before a text. */
const withoutMark = (text: string) => (text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);

const textDecoders = new Map<string, TextDecoder>();

function decoderOf(charset: string): TextDecoder {
  const known = textDecoders.get(charset);
  if (known) return known;
  const decoder = new TextDecoder(charset);
  textDecoders.set(charset, decoder);
  return decoder;
}

/** At most 500 characters on one line, for quoting an upstream body in a message. */
export function excerpt(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > EXCERPT ? `${line.slice(0, EXCERPT)}…` : line;
}

const EXCERPT = 500;
