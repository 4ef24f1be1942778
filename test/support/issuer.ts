import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

export interface Issuer {
  url: string;
  /** An access token signed by the issuer, valid for a minute unless the claims say otherwise. */
  sign(claims: Readonly<Record<string, unknown>>): Promise<string>;
  /** The public key, as a forger has it. */
  publicKey: Uint8Array;
  close(): Promise<void>;
}

/** An authorization server as far as a resource server sees it: metadata (RFC 8414), published keys, signed tokens. */
export async function startIssuer(): Promise<Issuer> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256', use: 'sig' };
  const server = createServer((request, response) => {
    const isMetadata = request.url?.startsWith('/.well-known/oauth-authorization-server');
    const found = isMetadata ? { issuer: url, jwks_uri: `${url}/keys` } : { keys: [jwk] };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(found));
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    publicKey: new TextEncoder().encode(JSON.stringify(jwk)),
    sign: (claims) =>
      new SignJWT({ iss: url, sub: 'ann', exp: Math.floor(Date.now() / 1_000) + 60, ...claims })
        .setProtectedHeader({ alg: 'ES256', kid: 'one', typ: 'at+jwt' })
        .sign(privateKey),
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
