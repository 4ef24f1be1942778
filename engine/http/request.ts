import { ToolError } from '../errors.ts';
import { type Bindings, compileExpression } from '../expression/expression.ts';
import { compileTemplate, splitTemplate, withAll } from '../expression/template.ts';
import { isObject } from '../json.ts';
import type { ArrayFormat } from './arrays.ts';
import type { BodyFormat } from './body.ts';
import { appendQuery, type RequestDraft } from './draft.ts';
import { fillPath, parseRequestLine } from './request-line.ts';

/** The part of the YAML format that describes one request: a method's, or a login's. */
export interface RequestDefinition {
  request: string;
  query?: Record<string, unknown>;
  headers?: Record<string, unknown>;
  body?: unknown;
  body_format?: BodyFormat;
  query_arrays?: ArrayFormat;
}

/** Arguments that go to their place by name rather than through a template. */
export interface PlacedArguments {
  path?: Readonly<Record<string, unknown>>;
  query?: Readonly<Record<string, unknown>>;
  headers?: Readonly<Record<string, unknown>>;
  body?: Readonly<Record<string, unknown>>;
}

export type DraftRequest = (
  base: string,
  input: unknown,
  bindings: Bindings,
  placed?: PlacedArguments,
) => RequestDraft | Promise<RequestDraft>;

/** Compiles a request definition once; the result drafts one request per call. `base` prefixes a target that is a path. */
export function compileRequest(definition: RequestDefinition): DraftRequest {
  const { verb, target } = parseRequestLine(definition.request);
  const absolute = target.startsWith('/') ? undefined : compileUrl(target);
  const query = compileTemplate(definition.query ?? {});
  const headers = compileTemplate(definition.headers ?? {});
  const body = definition.body === undefined ? undefined : compileTemplate(definition.body);
  const format = definition.body_format ?? 'json';
  const arrays = definition.query_arrays;

  return (base, input, bindings, placed = {}) => {
    const address = absolute
      ? absolute(input, bindings)
      : base.replace(/\/$/, '') + fill(target, placed.path);
    const filled = [query, headers, body].map((template) => template?.fill(input, bindings));
    return withAll([address, ...filled], ([url, inQuery, inHeaders, inBody]) => {
      const draft: RequestDraft = { verb, url: parseUrl(String(url)), headers: {}, format, arrays };
      for (const [name, value] of Object.entries({ ...placed.query, ...membersOf(inQuery) }))
        appendQuery(draft.url, name, value, arrays);
      for (const [name, value] of Object.entries({ ...placed.headers, ...membersOf(inHeaders) }))
        if (value !== undefined && value !== null)
          draft.headers[name.toLowerCase()] = headerValue(name, value);
      if (body) draft.body = inBody;
      else if (placed.body && Object.keys(placed.body).length > 0) draft.body = placed.body;
      return draft;
    });
  };
}

const membersOf = (filled: unknown): Record<string, unknown> => (isObject(filled) ? filled : {});

function fill(path: string, values: Readonly<Record<string, unknown>> = {}): string {
  return fillPath(
    path,
    (name) => values[name],
    (name, reason) =>
      new ToolError(
        'invalid_arguments',
        `\`${name}\` ${reason}; pass a value that can stand in the path \`${path}\`.`,
      ),
  );
}

/**
 * Compiles a URL template. A placeholder that opens the URL may be a URL itself; any other may not contain characters
 * that would move the request to another host or path.
 */
export function compileUrl(text: string): (input: unknown, bindings: Bindings) => string | Promise<string> {
  const parts = splitTemplate(text).map((part, index) =>
    typeof part === 'string' ? part : { ...compileExpression(part.source), opens: index === 0 },
  );
  return (input, bindings) =>
    withAll(
      parts.map((part) => (typeof part === 'string' ? part : part.evaluate(input, bindings))),
      (values) =>
        parts.map((part, index) => (typeof part === 'string' ? part : urlPart(part, values[index]))).join(''),
    );
}

function urlPart({ source, opens }: { source: string; opens: boolean }, value: unknown): string {
  if ((typeof value !== 'string' && typeof value !== 'number') || value === '')
    throw new ToolError(
      'missing_secret',
      `\`{{${source}}}\` in a URL has no value; set it in the account's settings.`,
    );
  if (!opens && /[/?#@\\\s]/.test(String(value)))
    throw new ToolError(
      'missing_secret',
      `\`{{${source}}}\` holds a character that a URL part may not have; correct the account's settings.`,
    );
  return String(value);
}

function parseUrl(address: string): URL {
  try {
    const url = new URL(address);
    if (url.protocol === 'http:' || url.protocol === 'https:') return url;
  } catch {
    // Said below, as for an address of another kind.
  }
  throw new ToolError(
    'missing_secret',
    `the integration's \`base_url\` does not make an http(s) URL; check the account's settings.`,
  );
}

function headerValue(name: string, value: unknown): string {
  const text = String(value);
  if (/[\r\n\0]/.test(text))
    throw new ToolError('invalid_arguments', `the header \`${name}\` may not contain a line break.`);
  return text;
}
