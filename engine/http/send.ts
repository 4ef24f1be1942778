import type { StopSignal } from '../deadline.ts';
import { ToolError } from '../errors.ts';
import type { HttpRequest } from './encode.ts';
import { ACCEPT_ENCODING, decompress } from './receive.ts';
import { isSafe } from './request-line.ts';
import type { WireAnswer, WireRequest } from './wire.ts';

export interface HttpResponse {
  status: number;
  /** Names in lower case; repeated headers joined with `, `. */
  headers: Record<string, string>;
  /** Decompressed, whatever `content-encoding` says. */
  body: Buffer;
  /** Where the answer came from, after redirects. */
  url: URL;
}

export interface SendOptions {
  /** Milliseconds for one request, from connecting to the last byte. */
  timeoutMs: number;
  /** Largest response body in bytes, before and after decompression. */
  maxBytes: number;
  signal?: StopSignal | undefined;
}

export type Send = (request: HttpRequest, signal?: StopSignal) => Promise<HttpResponse>;

const MAX_REDIRECTS = 5;

let loaded: typeof import('./wire.ts') | undefined;

/** Sends one request to wherever it is redirected, all within its time. Every failure to get an answer is a `ToolError`: `timeout`, `network`, `invalid_response`, `cancelled`. */
export async function send(request: HttpRequest, options: SendOptions): Promise<HttpResponse> {
  const { maxBytes, signal } = options;
  try {
    // Before the clock starts: loading is not the API's fault.
    loaded ??= await import('./wire.ts');
    const until = performance.now() + options.timeoutMs;
    let current = request;
    for (let redirects = 0; ; redirects += 1) {
      const timeoutMs = until - performance.now();
      const answer = await loaded.exchangeOverWire(onWire(current), { timeoutMs, maxBytes, signal });
      const read = readAnswer(answer, current.url, maxBytes);
      const response = read instanceof Promise ? await read : read;
      const next = redirectOf(current, response, redirects);
      if (!next) return response;
      current = next;
    }
  } catch (error) {
    throw asToolError(error, request, options);
  }
}

const onWire = ({ verb, url, headers, body }: HttpRequest): WireRequest => ({
  url,
  method: verb,
  headers: { 'accept-encoding': ACCEPT_ENCODING, ...headers },
  body: body ?? null,
});

function readAnswer(
  { status, headers, content }: WireAnswer,
  url: URL,
  maxBytes: number,
): HttpResponse | Promise<HttpResponse> {
  const lower: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) lower[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  const encoding = lower['content-encoding'];
  if (encoding === undefined || content.length === 0) return { status, headers: lower, body: content, url };
  return decompress(content, { encoding, maxBytes, status }).then((body) => {
    return { status, headers: lower, body, url };
  });
}

/** Follows a redirect only within the origin, since the request carries credentials, and only when the verb survives it. */
function redirectOf(
  request: HttpRequest,
  response: HttpResponse,
  redirects: number,
): HttpRequest | undefined {
  const location = response.headers.location;
  if (![301, 302, 303, 307, 308].includes(response.status) || location === undefined) return undefined;
  const keepsVerb = isSafe(request.verb) || response.status === 307 || response.status === 308;
  const url = URL.canParse(location, request.url.href) ? new URL(location, request.url) : undefined;
  if (keepsVerb && url?.origin === request.url.origin && redirects < MAX_REDIRECTS)
    return { ...request, url };
  const why =
    url?.origin === request.url.origin
      ? 'again and again, or away from a write'
      : 'to another origin, which must not get the credentials';
  throw new ToolError(
    'rejected',
    `the API redirects ${why}; the integration's \`base_url\` or path needs a correction.`,
    {
      status: response.status,
    },
  );
}

const TIMEOUTS = new Set(['TimeoutError', 'ConnectTimeoutError', 'HeadersTimeoutError', 'BodyTimeoutError']);

function asToolError(error: unknown, request: HttpRequest, options: SendOptions): ToolError {
  if (error instanceof ToolError) return error;
  const { verb, url } = request;
  const doubt = doubtAfter(request);
  if (options.signal?.aborted) return abortError(options.signal, isSafe(verb) ? '' : doubt);
  const { name, code } = error as { name?: string; code?: string };
  if (TIMEOUTS.has(name ?? ''))
    return new ToolError(
      'timeout',
      `${url.host} did not answer within ${options.timeoutMs / 1000} s. ${doubt}`,
      {},
      error,
    );
  return connectionError(request, code ?? name ?? 'unknown error', error);
}

/** What a request ends as whose connection broke. */
export const connectionError = (request: HttpRequest, reason: string, cause?: unknown): ToolError =>
  new ToolError(
    'network',
    `the connection to ${request.url.host} failed (${reason}). ${doubtAfter(request)}`,
    {},
    cause,
  );

const doubtAfter = ({ verb }: HttpRequest): string =>
  isSafe(verb)
    ? 'Try again.'
    : 'It may have taken effect all the same: read the current state before trying again.';

/** What an aborted call ends as: it was cancelled, or its deadline has passed. */
export function abortError({ reason }: StopSignal, doubt = ''): ToolError {
  if ((reason as Error | undefined)?.name === 'TimeoutError')
    return new ToolError(
      'timeout',
      `the call ran out of time; ask for less at once, or try again. ${doubt}`.trim(),
      {},
      reason,
    );
  return new ToolError('cancelled', `the call was cancelled. ${doubt}`.trim(), {}, reason);
}
