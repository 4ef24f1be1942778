import * as oauth from 'oauth4webapi';
import { ToolError } from '../../errors.ts';
import type { OAuth2Auth } from '../../types.ts';
import { compileCredential } from '../credential.ts';
import type { AuthAccount } from '../scheme.ts';
import type { StoredTokens } from '../token-store.ts';

/** Asks an account's token endpoint for tokens (RFC 6749, section 3.2). */
export interface TokenEndpoint {
  /** Makes a request of this grant type. */
  grant(account: AuthAccount, grantType: string, parameters: Record<string, string>): Promise<StoredTokens>;
  /** Exchanges the code of an authorization response (RFC 6749, section 4.1.3; PKCE, RFC 7636). */
  exchange(
    account: AuthAccount,
    response: URL,
    redirectUri: string,
    verifier: string,
    state: string,
  ): Promise<StoredTokens>;
  clientId(account: AuthAccount): Promise<string>;
}

export function compileTokenEndpoint(config: OAuth2Auth): TokenEndpoint {
  const url = compileCredential(config.token_url, 'auth.token_url', 'name');
  const clientId =
    config.client_id === undefined
      ? async () => ''
      : compileCredential(config.client_id, 'auth.client_id', 'name');
  const secret =
    config.client_secret === undefined
      ? undefined
      : compileCredential(config.client_secret, 'auth.client_secret');

  async function parties(account: AuthAccount) {
    const endpoint = await url(account);
    const server: oauth.AuthorizationServer = { issuer: new URL(endpoint).origin, token_endpoint: endpoint };
    const id = await clientId(account);
    // The library wants a name even of a client that identifies itself by its assertion alone (RFC 7523, section 3.1).
    const client: oauth.Client = { client_id: id || 'unnamed' };
    const asClient = id === '' ? () => {} : oauth.None();
    const how = secret ? authentication(config, await secret(account)) : asClient;
    return { server, client, how, options: optionsOf(account, endpoint) };
  }

  return {
    clientId,
    async grant(account, grantType, parameters) {
      const { server, client, how, options } = await parties(account);
      const request = { ...scopeOf(config), ...config.parameters, ...parameters };
      return settle(account, server, client, () =>
        oauth.genericTokenEndpointRequest(server, client, how, grantType, request, options),
      );
    },
    async exchange(account, response, redirectUri, verifier, state) {
      const { server, client, how, options } = await parties(account);
      return settle(account, server, client, () => {
        const parameters = oauth.validateAuthResponse(
          { ...server, issuer: response.searchParams.get('iss') ?? server.issuer },
          client,
          response,
          state,
        );
        return oauth.authorizationCodeGrantRequest(
          server,
          client,
          how,
          parameters,
          redirectUri,
          verifier,
          options,
        );
      });
    },
  };
}

const authentication = ({ client_auth: how }: OAuth2Auth, secret: string) =>
  how === 'post' ? oauth.ClientSecretPost(secret) : oauth.ClientSecretBasic(secret);

const scopeOf = ({ scopes }: OAuth2Auth): Record<string, string> =>
  scopes ? { scope: scopes.join(' ') } : {};

/** Requests go the way of all others, so that timeouts, size caps and redirects are the same. */
function optionsOf({ send }: AuthAccount, endpoint: string) {
  const { hostname } = new URL(endpoint);
  const isLoopback = hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]';
  return {
    [oauth.allowInsecureRequests]: isLoopback,
    [oauth.customFetch]: async (
      target: string,
      { headers, body }: { headers: Record<string, string>; body: unknown },
    ) => {
      const request = {
        verb: 'POST' as const,
        url: new URL(target),
        headers: { ...headers },
        body: String(body),
      };
      const response = await send(request);
      return new Response(new Uint8Array(response.body), {
        status: response.status,
        headers: response.headers,
      });
    },
  };
}

async function settle(
  account: AuthAccount,
  server: oauth.AuthorizationServer,
  client: oauth.Client,
  request: () => Promise<Response>,
): Promise<StoredTokens> {
  try {
    const answer = await withoutIdToken(await request());
    const tokens = await oauth.processGenericTokenEndpointResponse(server, client, answer);
    account.redactor.add(tokens.access_token, tokens.refresh_token);
    return {
      accessToken: tokens.access_token,
      ...(tokens.expires_in !== undefined && { expiresAt: Date.now() + tokens.expires_in * 1_000 }),
      ...(tokens.refresh_token !== undefined && { refreshToken: tokens.refresh_token }),
    };
  } catch (error) {
    throw asToolError(error);
  }
}

/** Who the user is does not matter here, and a provider's ID token would have to be checked to be of use. */
async function withoutIdToken(response: Response): Promise<Response> {
  const text = await response.text();
  const { status, headers } = response;
  try {
    const { id_token: _, ...json } = JSON.parse(text) as Record<string, unknown>;
    return new Response(JSON.stringify(json), { status, headers: { 'content-type': 'application/json' } });
  } catch {
    return new Response(text, { status, headers });
  }
}

function asToolError(error: unknown): ToolError {
  if (error instanceof ToolError) return error;
  if (error instanceof oauth.ResponseBodyError || error instanceof oauth.AuthorizationResponseError) {
    const { error: code, error_description: said } = error;
    return new ToolError(
      'unauthorized',
      `the authorization server refused: ${code}${said ? `, ${said}` : ''}. Ask the account's owner to check its credentials, or to log in again.`,
      {},
      error,
    );
  }
  if (error instanceof Error && error.cause instanceof ToolError) return error.cause;
  return new ToolError(
    'invalid_response',
    `the authorization server's answer cannot be used: ${(error as Error).message}.`,
    {},
    error,
  );
}
