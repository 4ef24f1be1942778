import { importPKCS8, SignJWT } from 'jose';
import { ToolError } from '../../errors.ts';
import { compileTemplate } from '../../expression/template.ts';
import { isObject } from '../../json.ts';
import type { OAuth2Auth } from '../../types.ts';
import { compileCredential } from '../credential.ts';
import type { AuthAccount } from '../scheme.ts';
import type { StoredTokens } from '../token-store.ts';
import type { TokenEndpoint } from './endpoint.ts';

/** Gets the first tokens of an account, where no refresh token is at hand. */
type Grant = (account: AuthAccount) => Promise<StoredTokens>;

const ASSERTION_SECONDS = 300;

export const grants: Readonly<
  Record<OAuth2Auth['grant'], (config: OAuth2Auth, endpoint: TokenEndpoint) => Grant>
> = {
  client_credentials: (_, endpoint) => (account) => endpoint.grant(account, 'client_credentials', {}),

  refresh_token(config, endpoint) {
    const given = compileCredential(config.refresh_token ?? '', 'auth.refresh_token');
    return async (account) => refresh(endpoint, account, await given(account));
  },

  authorization_code:
    () =>
    async ({ integration }) => {
      throw new ToolError(
        'unauthorized',
        `nobody has logged in yet; ask the account's owner to run \`ymcp login ${integration}\`.`,
      );
    },

  /** RFC 7523, section 2.1. */
  jwt_bearer(config, endpoint) {
    const privateKey = compileCredential(config.private_key ?? '', 'auth.private_key');
    const claims = compileTemplate(config.claims ?? {});
    const algorithm = config.algorithm ?? 'RS256';
    return async (account) => {
      const { settings } = account;
      const filled = await claims.fill(settings, { account: settings });
      const key = await importPKCS8((await privateKey(account)).replaceAll('\\n', '\n'), algorithm);
      const assertion = await new SignJWT(isObject(filled) ? filled : {})
        .setProtectedHeader({
          alg: algorithm,
          typ: 'JWT',
          ...(config.key_id !== undefined && { kid: config.key_id }),
        })
        .setIssuedAt()
        .setExpirationTime(`${ASSERTION_SECONDS}s`)
        .setJti(crypto.randomUUID())
        .sign(key);
      account.redactor.add(assertion);
      return endpoint.grant(account, 'urn:ietf:params:oauth:grant-type:jwt-bearer', { assertion });
    };
  },
};

/** The keys that each grant cannot do without. */
export const GRANT_NEEDS: Readonly<Record<OAuth2Auth['grant'], readonly string[]>> = {
  client_credentials: ['client_id', 'client_secret'],
  refresh_token: ['client_id', 'refresh_token'],
  authorization_code: ['client_id', 'authorization_url'],
  jwt_bearer: ['private_key', 'claims'],
};

/** RFC 6749, section 6. A provider that does not rotate refresh tokens does not send one again. */
export async function refresh(
  endpoint: TokenEndpoint,
  account: AuthAccount,
  refreshToken: string,
): Promise<StoredTokens> {
  return {
    refreshToken,
    ...(await endpoint.grant(account, 'refresh_token', { refresh_token: refreshToken })),
  };
}
