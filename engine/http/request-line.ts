export const VERBS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type Verb = (typeof VERBS)[number];

/** `POST /lists/{list_id}/contacts/` taken apart. */
export interface RequestLine {
  verb: Verb;
  /** A path that starts with `/`, or a URL template. */
  target: string;
  /** Names of the `{path}` parameters, in order. */
  pathParameters: string[];
}

const PATH_PARAMETER = /(?<!\{)\{([A-Za-z_][A-Za-z0-9_]*)\}(?!\})/g;

/** Splits a request line that the schema has already accepted. */
export function parseRequestLine(line: string): RequestLine {
  const space = line.indexOf(' ');
  const target = line.slice(space + 1).trim();
  return {
    verb: line.slice(0, space) as Verb,
    target,
    pathParameters: [...target.matchAll(PATH_PARAMETER)].map((match) => match[1] ?? ''),
  };
}

/** Verbs whose repetition changes nothing (RFC 9110, section 9.2.2). */
export const isIdempotent = (verb: Verb): boolean => verb !== 'POST' && verb !== 'PATCH';

/** Verbs that only read (RFC 9110, section 9.2.1). */
export const isSafe = (verb: Verb): boolean => verb === 'GET' || verb === 'HEAD';

/** Whether a verb's arguments travel in a body unless told otherwise. */
export const hasBody = (verb: Verb): boolean => verb === 'POST' || verb === 'PUT' || verb === 'PATCH';

/** Fills `{name}` with percent-encoded arguments, so that no argument can change the path, the query or the host. */
export function fillPath(
  path: string,
  argument: (name: string) => unknown,
  refuse: (name: string, reason: string) => Error,
): string {
  const filled = path.replace(PATH_PARAMETER, (_, name: string) => {
    const value = argument(name);
    if (value === undefined || value === null || value === '') throw refuse(name, 'is empty');
    if (typeof value === 'object') throw refuse(name, 'is not a single value');
    return encodeURIComponent(String(value));
  });
  // URL parsers resolve dot segments even when percent-encoded, and those would climb out of the path.
  const dots = filled.split('/').find((segment) => /^(\.|%2e){1,2}$/i.test(segment));
  if (dots !== undefined) throw refuse(path, `would contain the path segment \`${dots}\``);
  return filled;
}
