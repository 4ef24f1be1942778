import { createRemoteJWKSet, errors, type JWTVerifyGetKey, jwtVerify } from 'jose';
import * as oauth from 'oauth4webapi';

/** What an access token says, once it is known to be genuine. */
export interface AccessToken {
  subject: string;
  client: string | undefined;
  scopes: readonly string[];
}

/** Why a token is not accepted, in words that may be shown to whoever sent it. */
export class AccessTokenError extends Error {}

/** The authorization server cannot be asked for its keys, so nothing is known of the token. */
export class IssuerError extends Error {}

export interface Issuer {
  /** The authorization server's issuer identifier, an https URL. */
  issuer: string;
  /** Where its keys are; looked up in its metadata (RFC 8414, OpenID Connect Discovery) when left out. */
  jwksUri?: string | undefined;
}

/** Signatures that only the authorization server can make; `none` and shared secrets are not among them. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
const TIMEOUT_MS = 5_000;
const CLOCK_TOLERANCE_S = 5;

/**
 * Checks JWT access tokens (RFC 9068): signature against the issuer's published keys, issuer, audience and expiry. Throws
 * `AccessTokenError` for a token that is not acceptable, `IssuerError` when the issuer cannot be asked.
 */
export function createAccessTokenVerifier({
  issuer,
  jwksUri,
}: Issuer): (token: string, audiences: readonly string[]) => Promise<AccessToken> {
  let keys: Promise<JWTVerifyGetKey> | undefined;
  const findKeys = () => {
    keys ??= (jwksUri === undefined ? discoverKeys(issuer) : Promise.resolve(jwksUri)).then((uri) =>
      createRemoteJWKSet(new URL(uri), { timeoutDuration: TIMEOUT_MS }),
    );
    keys.catch(() => {
      keys = undefined;
    });
    return keys;
  };

  return async (token, audiences) => {
    try {
      const { payload } = await jwtVerify(token, await findKeys(), {
        issuer,
        audience: [...audiences],
        algorithms: ALGORITHMS,
        requiredClaims: ['exp', 'sub'],
        clockTolerance: CLOCK_TOLERANCE_S,
      });
      const client = payload.client_id ?? payload.azp;
      return {
        subject: String(payload.sub),
        client: typeof client === 'string' ? client : undefined,
        scopes: scopesOf(payload.scope ?? payload.scp),
      };
    } catch (error) {
      if (isRefusal(error)) throw new AccessTokenError(reasonOf(error), { cause: error });
      throw new IssuerError(`the keys of ${issuer} cannot be fetched`, { cause: error });
    }
  };
}

/** Providers write scopes as one string with spaces (RFC 9068) or as a list. */
const scopesOf = (claim: unknown): string[] =>
  (typeof claim === 'string' ? claim.split(' ') : Array.isArray(claim) ? claim.map(String) : []).filter(
    Boolean,
  );

async function discoverKeys(issuer: string): Promise<string> {
  const url = new URL(issuer);
  const isLoopback = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  const failures: unknown[] = [];
  for (const algorithm of ['oauth2', 'oidc'] as const)
    try {
      const response = await oauth.discoveryRequest(url, {
        algorithm,
        signal: AbortSignal.timeout(TIMEOUT_MS),
        [oauth.allowInsecureRequests]: isLoopback,
      });
      const { jwks_uri } = await oauth.processDiscoveryResponse(url, response);
      if (jwks_uri !== undefined) return jwks_uri;
    } catch (error) {
      failures.push(error);
    }
  throw new AggregateError(failures, `the keys of ${issuer} cannot be found`);
}

/** Whether the token is at fault; a key set that cannot be fetched or read is not the caller's doing. */
const isRefusal = (error: unknown): error is errors.JOSEError =>
  error instanceof errors.JOSEError &&
  !(error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid) &&
  error.code !== 'ERR_JOSE_GENERIC';

function reasonOf(error: errors.JOSEError): string {
  if (error instanceof errors.JWTExpired) return 'the access token has expired';
  if (error instanceof errors.JWTClaimValidationFailed)
    return `the access token's \`${error.claim}\` is not acceptable here`;
  return 'the access token cannot be verified';
}
