import type { HttpResponse } from '../http/send.ts';
import type { CaseSetup, Exchange, IntegrationFile } from '../types.ts';
import type { ObservedRequest } from './observe.ts';
import { steady } from './unstable.ts';
import type { MadeExchange } from './upstream.ts';

/** Headers that say nothing about the integration. */
const AUTOMATIC = new Set(['accept', 'content-type']);

/** What the cases of an integration have in common, as far as one call shows it. */
export function setupFrom(
  { headers: declared = {} }: IntegrationFile,
  account: Readonly<Record<string, unknown>>,
  baseUrl: string,
  made: readonly MadeExchange[],
): CaseSetup {
  const [first] = made.filter(({ isStanding }) => !isStanding);
  const [login] = made.filter(({ isStanding }) => isStanding);
  return {
    account: { ...account },
    base_url: baseUrl,
    ...(first && { headers: ownHeaders(first.request, Object.keys(declared)) }),
    ...(login && { standing: [exchangeFrom(login, login, {})] }),
  };
}

/** Headers beyond those that every request gets by itself, and those that the integration names. */
function ownHeaders({ headers }: ObservedRequest, declared: readonly string[]): Record<string, unknown> {
  const named = new Set(declared.map((name) => name.toLowerCase()));
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => named.has(name) || !AUTOMATIC.has(name)),
  );
}

/** An exchange as a case has it; what differs between two runs of the same call becomes a condition. */
export function exchangeFrom(
  { request, response }: MadeExchange,
  again: MadeExchange,
  { base_url: base = '', headers: shared = {} }: CaseSetup,
): Exchange {
  const named = new Map(Object.entries(shared).map(([name, value]) => [name.toLowerCase(), value]));
  const steadied = steady(request.headers, again.request.headers) as Record<string, unknown>;
  const headers = Object.fromEntries([
    ...Object.entries(steadied).filter(
      ([name, value]) => !AUTOMATIC.has(name) && !covers(named.get(name), value),
    ),
    ...[...named.keys()].filter((name) => !Object.hasOwn(steadied, name)).map((name) => [name, null]),
  ]);
  const body = steady(request.body, again.request.body);
  return {
    request: `${request.verb} ${lineOf(request, base)}`,
    ...(Object.keys(headers).length > 0 && { headers }),
    ...(body !== undefined && { body }),
    respond: response ? respondOf(response) : { reset: true },
  };
}

/** Whether the setup says the same of a header, or leaves it to a condition. */
const covers = (shared: unknown, value: unknown) =>
  shared === value || (typeof shared === 'string' && shared.startsWith('{{'));

function lineOf({ url, query }: ObservedRequest, base: string): string {
  const search = new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) =>
      [value].flat().map((one): [string, string] => [name, String(one)]),
    ),
  );
  const prefix = base.replace(/\/$/, '');
  const path = prefix !== '' && url.startsWith(`${prefix}/`) ? url.slice(prefix.length) : url;
  return search.size > 0 ? `${path}?${search}` : path;
}

/** Headers that change from answer to answer without meaning. */
const PASSING =
  /^(date|server|connection|keep-alive|transfer-encoding|content-(length|encoding)|vary|via|age|etag|set-cookie|alt-svc|nel|report-to|strict-transport-security|x-(request-id|runtime|powered-by|frame-options|content-type-options|xss-protection)|cf-.*|access-control-.*|cache-control|pragma|expires|last-modified|content-security-policy|referrer-policy|permissions-policy)$/;

function respondOf({ status, headers, body }: HttpResponse): NonNullable<Exchange['respond']> {
  const type = headers['content-type'] ?? '';
  const data = jsonIn(body.toString());
  const isPlain = data !== undefined && /^application\/json\b/.test(type);
  const kept = Object.fromEntries(
    Object.entries(headers).filter(([name]) => !PASSING.test(name) && !(isPlain && name === 'content-type')),
  );
  return {
    ...(status !== 200 && { status }),
    ...(Object.keys(kept).length > 0 && { headers: kept }),
    ...(body.length > 0 && { body: isPlain ? data : body.toString() }),
  };
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
