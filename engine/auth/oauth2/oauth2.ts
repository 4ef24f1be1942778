import type { StopSignal } from '../../deadline.ts';
import { ToolError } from '../../errors.ts';
import { ACCOUNT_BINDINGS, templateSchema } from '../../expression/fragment.ts';
import type { HttpRequest } from '../../http/encode.ts';
import type { HttpResponse } from '../../http/send.ts';
import type { OAuth2Auth } from '../../types.ts';
import { type Obtained, obtainTokens } from '../obtain.ts';
import type { AuthAccount, Authenticator, AuthScheme } from '../scheme.ts';
import type { StoredTokens } from '../token-store.ts';
import { untilAborted } from '../until-aborted.ts';
import { compileTokenEndpoint, type TokenEndpoint } from './endpoint.ts';
import { GRANT_NEEDS, grants, refresh } from './grants.ts';

/** Milliseconds before its end at which an access token is renewed; a tenth of its life for short ones. */
const MARGIN_MS = 60_000;

const credential = (description: string) =>
  templateSchema(description, ACCOUNT_BINDINGS, { type: 'string', minLength: 1 });

export const oauth2: AuthScheme<OAuth2Auth> = {
  type: 'oauth2',
  fragment: {
    title: 'OAuth2Auth',
    description: 'An OAuth 2.0 access token, renewed before it expires.',
    type: 'object',
    properties: {
      type: { const: 'oauth2' },
      grant: {
        enum: Object.keys(grants),
        description: 'How tokens are got. `authorization_code` needs someone to run `ymcp login` once.',
      },
      token_url: credential('The token endpoint. It gets credentials, whatever its host.'),
      authorization_url: credential('Where a browser is sent to log in, for `authorization_code`.'),
      client_id: credential('The client: `"{{$account.client_id}}"`.'),
      client_secret: credential('The client\'s secret: `"{{$account.client_secret}}"`.'),
      client_auth: { enum: ['basic', 'post'], default: 'basic', description: 'How the secret is sent.' },
      scopes: { type: 'array', items: { type: 'string' }, description: 'What access is asked for.' },
      refresh_token: credential('The refresh token to start with, for `refresh_token`.'),
      private_key: credential('The key that signs the assertion, as PEM (PKCS #8), for `jwt_bearer`.'),
      algorithm: {
        enum: ['RS256', 'RS384', 'RS512', 'PS256', 'ES256', 'ES384', 'EdDSA'],
        default: 'RS256',
        description: 'How it signs.',
      },
      key_id: { type: 'string', description: 'Which key it is, for the header of the assertion.' },
      claims: templateSchema(
        'Claims of the assertion: `iss`, `sub`, `aud`; the times are added.',
        ACCOUNT_BINDINGS,
        { type: 'object' },
      ),
      parameters: {
        type: 'object',
        additionalProperties: { type: 'string' },
        description: 'Further parameters of the token request, such as `audience`.',
      },
    },
    required: ['type', 'grant', 'token_url'],
    additionalProperties: false,
    allOf: Object.entries(GRANT_NEEDS).map(([grant, required]) => ({
      if: { properties: { grant: { const: grant } } },
      // biome-ignore lint/suspicious/noThenProperty: `then` is a JSON Schema keyword.
      then: { required },
    })),
  },
  compile(config) {
    const endpoint = compileTokenEndpoint(config);
    const first = grants[config.grant](config, endpoint);
    return (account) => new OAuth2Authenticator(endpoint, first, account);
  },
  rehearse({ grant }) {
    const takesMore = grant === 'authorization_code' || grant === 'jwt_bearer';
    if (takesMore) return { tokens: { accessToken: REHEARSAL_TOKEN, expiresAt: Number.MAX_SAFE_INTEGER } };
    return { answer: { body: { access_token: REHEARSAL_TOKEN, token_type: 'bearer', expires_in: 3_600 } } };
  },
};

const REHEARSAL_TOKEN = 'rehearsal-access-token';

class OAuth2Authenticator implements Authenticator {
  readonly #endpoint: TokenEndpoint;
  readonly #first: (account: AuthAccount) => Promise<StoredTokens>;
  readonly #account: AuthAccount;
  /** The tokens, or the request for them that every waiting call shares. */
  #tokens: Promise<Obtained> | undefined;
  #renewAt = 0;
  /** The access token that is to be renewed. */
  #old: string | undefined;
  readonly #used = new WeakMap<HttpRequest, Promise<Obtained>>();

  constructor(
    endpoint: TokenEndpoint,
    first: (account: AuthAccount) => Promise<StoredTokens>,
    account: AuthAccount,
  ) {
    this.#endpoint = endpoint;
    this.#first = first;
    this.#account = account;
  }

  async authorize(request: HttpRequest, signal?: StopSignal): Promise<void> {
    if (!this.#tokens || Date.now() >= this.#renewAt) this.#tokens = this.#obtain(this.#tokens);
    const shared = this.#tokens;
    this.#used.set(request, shared);
    const { accessToken } = await untilAborted(shared, signal);
    request.headers.authorization = `Bearer ${accessToken}`;
  }

  async renew(request: HttpRequest, response: HttpResponse): Promise<boolean> {
    if (response.status !== 401) return false;
    if (this.#tokens === this.#used.get(request)) this.#tokens = this.#obtain(this.#tokens);
    return true;
  }

  async isStored(request: HttpRequest): Promise<boolean> {
    return (await this.#used.get(request))?.isStored === true;
  }

  /** No caller's cancellation reaches the request, since others wait for it too; the send timeout bounds it. */
  #obtain(old: Promise<Obtained> | undefined): Promise<Obtained> {
    // Until the answer is there, its end is not known and everyone waits for the same one.
    this.#renewAt = Number.POSITIVE_INFINITY;
    const tokens = this.#request(old);
    tokens.then(
      ({ expiresAt }) => {
        this.#renewAt = expiresAt === undefined ? Number.POSITIVE_INFINITY : renewalTime(expiresAt);
      },
      () => {
        if (this.#tokens === tokens) this.#tokens = undefined;
      },
    );
    return tokens;
  }

  async #request(old: Promise<Obtained> | undefined): Promise<Obtained> {
    const { id, tokens: store, redactor } = this.#account;
    this.#old = (await old)?.accessToken ?? this.#old;
    return obtainTokens({
      id,
      store,
      redactor,
      isUsable: ({ accessToken, expiresAt }) =>
        accessToken !== this.#old && (expiresAt === undefined || Date.now() < renewalTime(expiresAt)),
      request: (stored) =>
        stored?.refreshToken === undefined ? this.#first(this.#account) : this.#refresh(stored.refreshToken),
    });
  }

  /** Another process may have used the refresh token up meanwhile; then what it got is in the store. */
  async #refresh(refreshToken: string): Promise<StoredTokens> {
    try {
      return await refresh(this.#endpoint, this.#account, refreshToken);
    } catch (error) {
      const now = (await this.#account.tokens.load(this.#account.id))?.refreshToken;
      if (!(error instanceof ToolError) || error.code !== 'unauthorized') throw error;
      return now !== undefined && now !== refreshToken
        ? refresh(this.#endpoint, this.#account, now)
        : this.#first(this.#account);
    }
  }
}

function renewalTime(expiresAt: number): number {
  const left = expiresAt - Date.now();
  return expiresAt - Math.min(MARGIN_MS, Math.max(0, left) / 10);
}
