import type { StopSignal } from '../deadline.ts';
import { ToolError } from '../errors.ts';
import { compileExpression, type Expression } from '../expression/expression.ts';
import { ACCOUNT_BINDINGS, expressionSchema, templateSchema } from '../expression/fragment.ts';
import { plainPath } from '../expression/inspect.ts';
import { compileTemplate, type Template } from '../expression/template.ts';
import { encoders } from '../http/body.ts';
import { decode } from '../http/decode.ts';
import { encodeRequest, type HttpRequest } from '../http/encode.ts';
import { compileRequest, type DraftRequest } from '../http/request.ts';
import { VERBS } from '../http/request-line.ts';
import type { HttpResponse } from '../http/send.ts';
import { statusError } from '../http/status.ts';
import { isObject } from '../json.ts';
import type { SessionAuth } from '../types.ts';
import { type Obtained, obtainTokens } from './obtain.ts';
import type { AuthAccount, Authenticator, AuthScheme, Rehearsal } from './scheme.ts';
import type { StoredTokens } from './token-store.ts';
import { untilAborted } from './until-aborted.ts';

const TOKEN_BINDINGS = [...ACCOUNT_BINDINGS, 'token'];

export const session: AuthScheme<SessionAuth> = {
  type: 'session',
  fragment: {
    title: 'SessionAuth',
    description: 'Log in with a request, carry the token it yields, log in again when the token has expired.',
    type: 'object',
    properties: {
      type: { const: 'session' },
      login: {
        title: 'SessionLogin',
        description: "The request that yields the token. `$` is the account's settings.",
        type: 'object',
        properties: {
          request: templateSchema(
            'Verb and URL, or a path after `base_url`: `POST /login/`.',
            ACCOUNT_BINDINGS,
            {
              type: 'string',
              pattern: `^(${VERBS.join('|')}) (/|https?://|\\{\\{)\\S*`,
            },
          ),
          query: templateSchema('Query parameters.', ACCOUNT_BINDINGS, { type: 'object' }),
          headers: templateSchema('Request headers.', ACCOUNT_BINDINGS, { type: 'object' }),
          body: templateSchema(
            'Request body: `{ username: "{{$account.username}}", password: "{{$account.password}}" }`.',
            ACCOUNT_BINDINGS,
          ),
          body_format: {
            enum: Object.keys(encoders),
            default: 'json',
            description: 'How the body is written.',
          },
          token: expressionSchema('Finds the token in the answer: `data.token`.', ['status', 'headers']),
        },
        required: ['request', 'token'],
        additionalProperties: false,
      },
      headers: templateSchema(
        'Headers that carry the token: `{ X-Auth-Token: "{{$token}}" }`.',
        TOKEN_BINDINGS,
        {
          type: 'object',
          minProperties: 1,
        },
      ),
      renew_on: {
        type: 'array',
        items: { type: 'integer', minimum: 100, maximum: 599 },
        default: [401],
        description: 'Statuses that mean the token has expired: log in again and repeat the request once.',
      },
    },
    required: ['type', 'login', 'headers'],
    additionalProperties: false,
  },
  compile(config) {
    const plan: SessionPlan = {
      login: compileRequest(config.login),
      token: compileExpression(config.login.token),
      headers: compileTemplate(config.headers),
      renewOn: new Set(config.renew_on ?? [401]),
    };
    return (account) => new SessionAuthenticator(plan, account);
  },
  rehearse: ({ login }) => answerWith(login.token),
};

const REHEARSAL_TOKEN = 'rehearsal-session-token';

/** An answer in which a plain path finds a token; what finds it in another way may find it nowhere. */
function answerWith(source: string): Rehearsal {
  const path = plainPath(source);
  if (path?.root === 'headers')
    return { answer: { headers: { [path.names[0] ?? '']: REHEARSAL_TOKEN }, body: {} } };
  if (path?.root !== '') return {};
  return {
    answer: { body: path.names.reduceRight<unknown>((inner, name) => ({ [name]: inner }), REHEARSAL_TOKEN) },
  };
}

interface SessionPlan {
  login: DraftRequest;
  token: Expression;
  headers: Template;
  renewOn: ReadonlySet<number>;
}

class SessionAuthenticator implements Authenticator {
  readonly #plan: SessionPlan;
  readonly #account: AuthAccount;
  /** The token, or the login under way that every waiting call shares. */
  #token: Promise<Obtained> | undefined;
  /** The token that the API has last refused. */
  #refused: string | undefined;
  readonly #used = new WeakMap<HttpRequest, Promise<Obtained>>();

  constructor(plan: SessionPlan, account: AuthAccount) {
    this.#plan = plan;
    this.#account = account;
  }

  async authorize(request: HttpRequest, signal?: StopSignal): Promise<void> {
    this.#token ??= this.#login();
    const shared = this.#token;
    this.#used.set(request, shared);
    const { accessToken: token } = await untilAborted(shared, signal);
    const { settings } = this.#account;
    const headers = await this.#plan.headers.fill(settings, { account: settings, token });
    if (isObject(headers))
      for (const [name, value] of Object.entries(headers))
        request.headers[name.toLowerCase()] = String(value);
  }

  async renew(request: HttpRequest, response: HttpResponse): Promise<boolean> {
    if (!this.#plan.renewOn.has(response.status)) return false;
    const used = this.#used.get(request);
    const refused = (await used)?.accessToken;
    if (this.#token !== used) return true;
    this.#token = undefined;
    this.#refused = refused;
    return true;
  }

  async isStored(request: HttpRequest): Promise<boolean> {
    return (await this.#used.get(request))?.isStored === true;
  }

  /** No caller's cancellation reaches the login, since others wait for it too; the send timeout bounds it. */
  #login(): Promise<Obtained> {
    const login = this.#obtainToken();
    login.catch(() => {
      if (this.#token === login) this.#token = undefined;
    });
    return login;
  }

  async #obtainToken(): Promise<Obtained> {
    const { id, sessions: store, redactor } = this.#account;
    const isUsable = ({ accessToken }: StoredTokens) => accessToken !== this.#refused;
    const request = async () => ({ accessToken: await this.#requestToken() });
    return obtainTokens({ id, store, redactor, isUsable, request });
  }

  async #requestToken(): Promise<string> {
    const { settings, baseUrl, send, redactor } = this.#account;
    const draft = await this.#plan.login(baseUrl, settings, { account: settings });
    const response = await send(encodeRequest(draft));
    const refused = statusError(response, 'GET');
    if (refused) throw loginError(refused);
    const bindings = { status: response.status, headers: response.headers };
    const token = await this.#plan.token.evaluate(decode(response), bindings);
    if ((typeof token !== 'string' && typeof token !== 'number') || token === '')
      throw new ToolError(
        'invalid_response',
        `the login answered without a token at \`${this.#plan.token.source}\`.`,
      );
    redactor.add(token);
    return String(token);
  }
}

/** A refused login concerns the credentials, whatever status the API chose for it. */
function loginError({ code, message, details, cause }: ToolError): ToolError {
  const refused = code === 'rejected' || code === 'not_found' || code === 'conflict';
  return new ToolError(refused ? 'unauthorized' : code, `the login failed: ${message}`, details, cause);
}
