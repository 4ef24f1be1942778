import pLimit from 'p-limit';
import { compileAuth } from '../auth/index.ts';
import type { AuthAccount } from '../auth/scheme.ts';
import type { TokenStore } from '../auth/token-store.ts';
import type { StopSignal } from '../deadline.ts';
import { ToolError } from '../errors.ts';
import type { RequestDraft } from '../http/draft.ts';
import { encodeRequest, type HttpRequest } from '../http/encode.ts';
import { compileUrl } from '../http/request.ts';
import { abortError, type HttpResponse, type Send } from '../http/send.ts';
import type { Integration } from '../schema/model.ts';
import { LIMITS } from '../schema/resilience.ts';
import { sendAuthorised } from './authorised.ts';
import { createBudget } from './rate-limit.ts';
import type { Remedy } from './settings.ts';
import { type Trace, together, traced } from './trace.ts';
import { overHttp, type Transport } from './transport.ts';
import type { Watch } from './watch.ts';

export interface OpenAccount {
  settings: Readonly<Record<string, unknown>>;
  baseUrl: string;
  /** The only origin that this account's credentials are sent to. */
  origin: string;
  /** Gets credentials where that takes a login, without any other request. */
  authenticate(): Promise<void>;
  /** Sends one authorised request; renews expired credentials and repeats it once. */
  exchange(draft: RequestDraft, watch?: Watch): Promise<HttpResponse>;
}

export interface AccountOptions {
  /** Sends every request to this origin instead, paths unchanged: how a sandbox stands in for the API. */
  origin?: string | undefined;
  /** Takes every request, logins included, the last step of the way; over HTTP and through a circuit when left out. */
  transport?: Transport | undefined;
  /** Tells apart accounts that differ in secrets only; made of the other settings when left out. */
  id?: string | undefined;
  /** What to do about settings that are wrong; says which variables to set when left out. */
  remedy?: Remedy | undefined;
  /** Where grants are kept; in memory when left out. */
  tokens?: TokenStore | undefined;
  /** Where sessions are kept; in memory when left out. */
  sessions?: TokenStore | undefined;
}

/** An account as it is before anything was sent for it. */
export type ClosedAccount = Omit<AuthAccount, 'baseUrl' | 'send'>;

/** What an account needs for its first request and not before: auth, limits, the way to the API. */
export async function openAccount(
  integration: Integration,
  account: ClosedAccount,
  options: AccountOptions,
): Promise<OpenAccount> {
  const { settings } = account;
  const limits = limitsOf(integration);
  const awaitTurn = createBudget(integration.definition.rate_limit?.budget);
  const enqueue = pLimit(limits.concurrency);
  const transmit = (purpose: 'login' | 'call', request: HttpRequest, signal?: StopSignal) =>
    transmitTo(limits, options, purpose, request, signal);
  const baseUrl = moveUrl(
    options.origin,
    await compileUrl(integration.definition.base_url)(settings, { account: settings }),
  );
  /** The calls that wait for credentials, each of which is told of the logins made meanwhile. */
  const waiting = new Set<Trace>();
  const sendLogin: Send = (request, signal) =>
    traced(
      together(waiting),
      () => ({ type: 'login', verb: request.verb, url: request.url.href }),
      () => transmit('login', request, signal),
      ({ status, body }) => ({ status, bytes: body.length }),
    );
  const authenticator = compileAuth(integration.definition.auth)({ ...account, baseUrl, send: sendLogin });
  const { origin } = new URL(baseUrl);

  return {
    settings,
    baseUrl,
    origin,
    authenticate: async () => authenticator.authorize({ verb: 'GET', url: new URL(baseUrl), headers: {} }),
    exchange(draft, watch = {}) {
      const { signal, trace, deadline = Number.POSITIVE_INFINITY } = watch;
      refuseForeign(draft.url, origin);
      const request = encodeRequest(draft);
      refuseLarge(request, limits.request_bytes);
      const attempt = (one: HttpRequest) =>
        traced(
          trace,
          () => ({ type: 'attempt', sent: sizeOf(one) }),
          () => transmit('call', one, signal),
          ({ status, body }) => ({ status, bytes: body.length }),
        );
      const inTurn = async (one: HttpRequest) => {
        await awaitTurn?.(deadline, signal, trace).catch((error) => {
          throw signal?.aborted ? abortError(signal) : error;
        });
        return attempt(one);
      };
      const queued = enqueue.activeCount < limits.concurrency ? undefined : trace?.begin();
      return enqueue(() => {
        queued?.end({ type: 'wait', reason: 'concurrency' });
        if (signal?.aborted) throw abortError(signal);
        return sendAuthorised({
          authenticator,
          request,
          transmit: awaitTurn ? inTurn : attempt,
          waiting,
          watch,
        });
      });
    },
  };
}

export const limitsOf = ({ definition }: Integration) => ({ ...LIMITS, ...definition.limits });

/** Sends within the integration's limits. */
export function transmitTo(
  limits: ReturnType<typeof limitsOf>,
  { origin, transport = overHttp }: AccountOptions,
  purpose: 'login' | 'call',
  request: HttpRequest,
  signal: StopSignal | undefined,
): Promise<HttpResponse> {
  const bounds = { timeoutMs: limits.timeout_ms, maxBytes: limits.response_bytes, signal };
  return transport(moveTo(origin, request), bounds, purpose);
}

/** Whatever a page link or a template made of the URL, credentials go to the API's origin only. */
function refuseForeign(url: URL, origin: string): void {
  if (url.origin === origin) return;
  throw new ToolError(
    'invalid_response',
    `the next page lies at ${url.origin}, not at ${origin}; credentials are not sent there.`,
  );
}

const sizeOf = ({ body }: HttpRequest) => (body === undefined ? 0 : Buffer.byteLength(body));

function refuseLarge(request: HttpRequest, most: number | undefined): void {
  const bytes = sizeOf(request);
  if (most === undefined || bytes <= most) return;
  throw new ToolError(
    'check_failed',
    `the request body would have ${bytes} bytes but the API takes at most ${most}; nothing was sent. Split the call into smaller ones.`,
  );
}

function moveTo(origin: string | undefined, request: HttpRequest): HttpRequest {
  return origin === undefined
    ? request
    : Object.assign(request, { url: new URL(moveUrl(origin, request.url.href)) });
}

function moveUrl(origin: string | undefined, url: string): string {
  if (origin === undefined || !URL.canParse(url)) return url;
  const { pathname, search } = new URL(url);
  return `${origin}${pathname}${search}`;
}
