import { ToolError } from '../errors.ts';
import type { HttpRequest } from './encode.ts';
import { ACCEPT_ENCODING, decompress } from './receive.ts';
import { isSafe } from './request-line.ts';

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
  signal?: AbortSignal | undefined;
}

export type Send = (request: HttpRequest, signal?: AbortSignal) => Promise<HttpResponse>;

const MAX_REDIRECTS = 5;

type Wire = typeof import('./wire.ts');
let loaded: Wire | undefined;

/** Sends one request. Every failure to get an answer is a `ToolError`: `timeout`, `network`, `invalid_response`, `cancelled`. */
export async function send(request: HttpRequest, options: SendOptions): Promise<HttpResponse> {
  try {
    // Before the clock starts: loading is not the API's fault.
    loaded ??= await import('./wire.ts');
    return await follow(loaded, request, options);
  } catch (error) {
    throw asToolError(error, request, options);
  }
}

/** Sends a request to wherever it is redirected, all within the time for one. */
async function follow(wire: Wire, request: HttpRequest, options: SendOptions): Promise<HttpResponse> {
  const until = performance.now() + options.timeoutMs;
  let current = request;
  for (let redirects = 0; ; redirects += 1) {
    const response = await exchange(wire, current, { ...options, timeoutMs: until - performance.now() });
    const next = redirectOf(current, response, redirects);
    if (!next) return response;
    current = next;
  }
}

async function exchange(
  wire: Wire,
  { verb, url, headers: given, body }: HttpRequest,
  { timeoutMs, maxBytes, signal }: SendOptions,
): Promise<HttpResponse> {
  const headers = { 'accept-encoding': ACCEPT_ENCODING, ...given };
  const answer = await wire.exchangeOverWire(
    { url, method: verb, headers, body: body ?? null },
    { timeoutMs, maxBytes, signal },
  );
  const { status, content } = answer;
  const received: Record<string, string> = {};
  for (const [name, value] of Object.entries(answer.headers))
    if (value !== undefined) received[name] = Array.isArray(value) ? value.join(', ') : value;
  const encoding = received['content-encoding'];
  const plain =
    encoding === undefined || content.length === 0
      ? content
      : await decompress(content, { encoding, maxBytes, status });
  return { status, headers: received, body: plain, url };
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
export function abortError({ reason }: AbortSignal, doubt = ''): ToolError {
  if ((reason as Error | undefined)?.name === 'TimeoutError')
    return new ToolError(
      'timeout',
      `the call ran out of time; ask for less at once, or try again. ${doubt}`.trim(),
      {},
      reason,
    );
  return new ToolError('cancelled', `the call was cancelled. ${doubt}`.trim(), {}, reason);
}
