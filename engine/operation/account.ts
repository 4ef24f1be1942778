import { createHash } from 'node:crypto';
import pLimit from 'p-limit';
import { compileAuth } from '../auth/index.ts';
import {
  beginLogin,
  finishLogin,
  type LoginBrowser,
  logIn,
  type PendingLogin,
} from '../auth/oauth2/login.ts';
import type { AuthAccount } from '../auth/scheme.ts';
import { createMemoryStore, type TokenStore } from '../auth/token-store.ts';
import { type StopSignal, throwIfStopped } from '../deadline.ts';
import { ToolError } from '../errors.ts';
import { throughCircuit } from '../http/circuit.ts';
import type { RequestDraft } from '../http/draft.ts';
import { encodeRequest, type HttpRequest } from '../http/encode.ts';
import { compileUrl } from '../http/request.ts';
import { abortError, type HttpResponse, type Send, type SendOptions, send } from '../http/send.ts';
import { Redactor } from '../redact.ts';
import type { Integration } from '../schema/model.ts';
import { LIMITS } from '../schema/resilience.ts';
import { compileValidator } from '../schema/validator.ts';
import { sendAuthorised } from './authorised.ts';
import { createBudget } from './rate-limit.ts';
import { inEnvironment, type Remedy } from './settings.ts';
import { type Trace, together, traced } from './trace.ts';
import type { Watch } from './watch.ts';

const SETTINGS = { whole: 'the account', member: 'setting' };

/** One customer's settings and credentials for one integration, ready to make requests. */
export interface Account {
  /** Identifies the account without revealing a secret. */
  readonly id: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly redactor: Redactor;
  /** Asks a person to log in through a browser, where the integration's auth wants that; keeps the tokens. */
  login(browser: LoginBrowser): Promise<void>;
  /** The same in two halves, between which the browser is away; the second may be another process's. */
  beginLogin(redirectUri: string): Promise<PendingLogin & { url: string }>;
  finishLogin(pending: PendingLogin, response: URL): Promise<void>;
  /** Checks the settings; a missing or wrong one is a `ToolError` with code `missing_secret`. */
  open(): Promise<OpenAccount>;
}

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

export type Transport = (
  request: HttpRequest,
  options: SendOptions,
  /** Whether the request obtains credentials, or is one of the call itself. */
  purpose: 'login' | 'call',
) => Promise<HttpResponse>;

/** Over HTTP, through the circuit of the host. */
export const overHttp: Transport = (request, options) =>
  throughCircuit(request.url.origin, () => send(request, options));

export function createAccount(
  integration: Integration,
  given: Readonly<Record<string, unknown>>,
  options: AccountOptions = {},
): Account {
  const settings = structuredClone(given) as Record<string, unknown>;
  const problems = checkSettings(integration, settings, options.remedy);
  const redactor = new Redactor();
  const shown: Record<string, unknown> = { integration: integration.name };
  for (const [key, value] of Object.entries(settings)) {
    if (integration.definition.account?.properties[key]?.writeOnly) redactor.add(value);
    else shown[key] = value;
  }

  const id = options.id ?? createHash('sha256').update(JSON.stringify(shown)).digest('base64url');
  const authAccount = {
    id,
    integration: integration.name,
    tokens: options.tokens ?? createMemoryStore(),
    sessions: options.sessions ?? createMemoryStore(),
    settings,
    redactor,
  };
  const { auth } = integration.definition;
  const refuseIncomplete = () => {
    if (problems.length > 0) throw new ToolError('missing_secret', problems.join(' '));
  };
  const loginAccount = () => {
    refuseIncomplete();
    const send: Send = (request, signal) =>
      transmitTo(limitsOf(integration), options, 'login', request, signal);
    return { ...authAccount, baseUrl: '', send };
  };
  let opened: Promise<OpenAccount> | undefined;
  return {
    id,
    settings,
    redactor,
    login: async (browser) => logIn(auth, loginAccount(), browser),
    beginLogin: async (redirectUri) => beginLogin(auth, loginAccount(), redirectUri),
    finishLogin: async (pending, response) => finishLogin(auth, loginAccount(), pending, response),
    async open() {
      refuseIncomplete();
      opened ??= openAccount(integration, authAccount, options);
      return opened;
    },
  };
}

/** What is wrong with the settings, and what to do about it; fills in defaults in place. */
export function checkSettings(
  integration: Integration,
  settings: Record<string, unknown>,
  remedy: Remedy = inEnvironment(integration),
): string[] {
  const { properties = {}, required = [] } = integration.definition.account ?? {};
  const missing = required.filter((key) => settings[key] === undefined);
  const schemas = Object.fromEntries(
    Object.entries(properties).map(([key, { env: _, ...schema }]) => [key, schema]),
  );
  const wrong = compileValidator({ type: 'object', properties: schemas }, SETTINGS)(settings);
  const problems = wrong.map(({ pointer, message }) => {
    const key = pointer.split('/')[1] ?? '';
    const isSecret = properties[key]?.writeOnly === true;
    return isSecret
      ? `the setting \`${key}\` is not valid. ${remedy.wrong(key)}`
      : `${message} ${remedy.wrong(key)}`;
  });
  if (missing.length === 0) return problems;
  const names = missing.map((key) => `\`${key}\``).join(', ');
  return [`the ${integration.label} account lacks ${names}; ${remedy.missing(missing)}`, ...problems];
}

async function openAccount(
  integration: Integration,
  account: Omit<AuthAccount, 'baseUrl' | 'send'>,
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
    async exchange(draft, watch = {}) {
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
        await awaitTurn?.(deadline, signal, trace);
        return attempt(one);
      };
      const queued = enqueue.activeCount < limits.concurrency ? undefined : trace?.begin();
      return enqueue(() => {
        queued?.end({ type: 'wait', reason: 'concurrency' });
        throwIfStopped(signal);
        return sendAuthorised({
          authenticator,
          request,
          transmit: awaitTurn ? inTurn : attempt,
          waiting,
          watch,
        });
      }).catch((error) => {
        throw signal?.aborted && !(error instanceof ToolError) ? abortError(signal) : error;
      });
    },
  };
}

const limitsOf = ({ definition }: Integration) => ({ ...LIMITS, ...definition.limits });

/** Sends within the integration's limits. */
function transmitTo(
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
