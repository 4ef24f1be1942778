import { fieldsOf } from '../sandbox/fields.ts';
import type { CaseSetup, Exchange, Respond } from '../types.ts';
import { compileExpectation, type Difference } from './expectation.ts';
import type { ObservedRequest } from './observe.ts';

/** An exchange of a case, compiled: says how a request differs from the one it waits for. */
export interface CompiledExchange {
  definition: Exchange;
  compare(request: ObservedRequest): Promise<Difference[]>;
}

/** Headers that every request gets by itself; they count only where a case names them. */
const AUTOMATIC = new Set(['accept', 'accept-encoding', 'content-type', 'content-length', 'user-agent']);

/** Compiles an exchange; a standing one is about the request and its body, and about no other header than it names. */
export function compileExchange(
  definition: Exchange,
  { base_url: base = '', headers: shared }: CaseSetup,
  isStanding: boolean,
): CompiledExchange {
  const { verb, url } = parseRequest(definition.request, base);
  const headers = lowerCase({ ...(isStanding ? {} : shared), ...definition.headers });
  const named = new Set(Object.keys(headers));
  const expectation = compileExpectation({
    verb,
    url: url.origin + url.pathname,
    query: fieldsOf(url.searchParams),
    headers: Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== null)),
    body: definition.body,
  });
  const counts = (name: string) => named.has(name) || !(isStanding || AUTOMATIC.has(name));
  return {
    definition,
    compare: (request) =>
      expectation({
        ...request,
        headers: Object.fromEntries(Object.entries(request.headers).filter(([name]) => counts(name))),
      }),
  };
}

function parseRequest(line: string, base: string): { verb: string; url: URL } {
  const space = line.indexOf(' ');
  const target = line.slice(space + 1);
  return {
    verb: line.slice(0, space),
    url: new URL(target.startsWith('/') ? base.replace(/\/$/, '') + target : target),
  };
}

const lowerCase = (headers: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

/** The answer as it comes off the wire. */
export function answerOf({ status = 200, headers = {}, body }: Respond = {}) {
  const given = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
  const type = given['content-type'];
  if (body === undefined) return { status, headers: given, body: Buffer.alloc(0) };
  const isText = typeof body === 'string' && type !== undefined;
  return {
    status,
    headers: { 'content-type': 'application/json', ...given },
    body: Buffer.from(isText ? body : JSON.stringify(body)),
  };
}
