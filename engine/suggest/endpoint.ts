import { parseRequestLine, VERBS, type Verb } from '../http/request-line.ts';
import { isPlural } from '../tool-name.ts';

/** The sample endpoint, and what its method is called. */
export interface Endpoint {
  verb: Verb;
  /** Path after `base_url`, with `{name}` for its parameters. */
  path: string;
  pathParameters: readonly string[];
  /** Query of the request line, which shows parameters and how pages are asked for. */
  query: Readonly<Record<string, string>>;
  resource: string;
  /** Name of the method, unless the answer turns out to be a list or a single thing. */
  method: string;
}

const LINE = new RegExp(`^(${VERBS.join('|')}) (/\\S*)$`);
const VERSION = /^(api|rest|v\d+(\.\d+)?)$/i;
const STANDARD: Readonly<Record<Verb, string>> = {
  GET: 'list',
  HEAD: 'head',
  POST: 'create',
  PUT: 'update',
  PATCH: 'update',
  DELETE: 'delete',
};

/** Reads `GET /contacts?per_page=50`; `undefined` for what is no request line. */
export function parseEndpoint(text: string): Endpoint | undefined {
  const [, verb, target = ''] = LINE.exec(text.trim()) ?? [];
  if (verb === undefined) return undefined;
  const [path = '/', search = ''] = target.split('#')[0]?.split('?') ?? [];
  const { pathParameters } = parseRequestLine(`${verb} ${path}`);
  return {
    verb: verb as Verb,
    path,
    pathParameters,
    query: Object.fromEntries(new URLSearchParams(search)),
    ...nameOf(verb as Verb, path),
  };
}

/** `GET /lists/{id}/contacts` is `contacts.list`, `POST /contacts/{id}/send` is `contacts.send`. */
function nameOf(verb: Verb, path: string): { resource: string; method: string } {
  const segments = path.split('/').filter((segment) => segment !== '' && !VERSION.test(segment));
  const words = segments.filter((segment) => !segment.startsWith('{')).map(identifier);
  const last = words.at(-1) ?? 'items';
  const before = words.at(-2);
  if (segments.at(-1)?.startsWith('{'))
    return { resource: last, method: verb === 'GET' ? 'get' : STANDARD[verb] };
  if (before !== undefined && !isPlural(last)) return { resource: before, method: last };
  return { resource: last, method: STANDARD[verb] };
}

/** A word that the format takes as a name: lower-case letters, digits and underscores, a letter first. */
export function identifier(text: string): string {
  const words = text
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
  if (words === '') return 'items';
  return /^[a-z]/.test(words) ? words : `x_${words}`;
}
