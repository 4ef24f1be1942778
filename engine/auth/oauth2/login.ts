import * as oauth from 'oauth4webapi';
import { ToolError } from '../../errors.ts';
import type { Auth, OAuth2Auth } from '../../types.ts';
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

/** A login that a browser has been sent to and not come back from. */
export interface PendingLogin {
  /** What the browser comes back with, by which its login is recognised. */
  state: string;
  /** PKCE (RFC 7636). */
  verifier: string;
  redirectUri: string;
}

/** Authorization code with PKCE (RFC 6749, section 4.1; RFC 7636); keeps the tokens for the account's later calls. */
export async function logIn(
  auth: Auth | undefined,
  account: AuthAccount,
  browser: LoginBrowser,
): Promise<void> {
  const { url, ...pending } = await beginLogin(auth, account, browser.redirectUri);
  await finishLogin(auth, account, pending, await browser.visit(url));
}

/** The first half: the address to send the browser to, and what the second half needs. */
export async function beginLogin(
  auth: Auth | undefined,
  account: AuthAccount,
  redirectUri: string,
): Promise<PendingLogin & { url: string }> {
  if (!wantsBrowser(auth)) throw wantsNone(account);
  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  const url = new URL(
    await compileCredential(auth.authorization_url, 'auth.authorization_url', 'name')(account),
  );
  const parameters = {
    response_type: 'code',
    client_id: await compileTokenEndpoint(auth).clientId(account),
    redirect_uri: redirectUri,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    ...(auth.scopes && { scope: auth.scopes.join(' ') }),
    ...auth.parameters,
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return { url: url.href, state, verifier, redirectUri };
}

/** The second half: exchanges what the browser came back with for tokens, and keeps them. */
export async function finishLogin(
  auth: Auth | undefined,
  account: AuthAccount,
  { state, verifier, redirectUri }: PendingLogin,
  response: URL,
): Promise<void> {
  if (!wantsBrowser(auth)) throw wantsNone(account);
  const endpoint = compileTokenEndpoint(auth);
  const tokens = await endpoint.exchange(account, response, redirectUri, verifier, state);
  await account.tokens.save(account.id, tokens);
}

/** Whether someone has to log in through a browser before the account can be used. */
export const wantsBrowser = (auth: Auth | undefined): auth is OAuth2Auth & { authorization_url: string } =>
  auth?.type === 'oauth2' && auth.grant === 'authorization_code' && auth.authorization_url !== undefined;

const wantsNone = ({ integration }: AuthAccount) =>
  new ToolError(
    'rejected',
    `\`${integration}\` needs no login in a browser: its auth is no \`oauth2\` with \`authorization_code\`.`,
  );
