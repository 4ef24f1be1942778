import * as oauth from 'oauth4webapi';
import { ToolError } from '../../errors.ts';
import type { Auth } from '../../types.ts';
import { compileCredential } from '../credential.ts';
import type { AuthAccount } from '../scheme.ts';
import { compileTokenEndpoint } from './endpoint.ts';

/** The browser of a person, and where it comes back to. */
export interface LoginBrowser {
  /** A loopback address that the browser can be sent back to (RFC 8252, section 7.3). */
  redirectUri: string;
  /** Sends the browser to `url`; resolves with the address that it came back to. */
  visit(url: string): Promise<URL>;
}

/** Authorization code with PKCE (RFC 6749, section 4.1; RFC 7636); keeps the tokens for the account's later calls. */
export async function logIn(
  auth: Auth | undefined,
  account: AuthAccount,
  browser: LoginBrowser,
): Promise<void> {
  if (auth?.type !== 'oauth2' || auth.grant !== 'authorization_code' || auth.authorization_url === undefined)
    throw new ToolError(
      'rejected',
      `\`${account.integration}\` needs no login in a browser: its auth is no \`oauth2\` with \`authorization_code\`.`,
    );
  const endpoint = compileTokenEndpoint(auth);
  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  const url = new URL(
    await compileCredential(auth.authorization_url, 'auth.authorization_url', 'name')(account),
  );
  const parameters = {
    response_type: 'code',
    client_id: await endpoint.clientId(account),
    redirect_uri: browser.redirectUri,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    ...(auth.scopes && { scope: auth.scopes.join(' ') }),
    ...auth.parameters,
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  const response = await browser.visit(url.href);
  account.tokens.save(
    account.id,
    await endpoint.exchange(account, response, browser.redirectUri, verifier, state),
  );
}
