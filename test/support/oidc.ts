import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportPKCS8, generateKeyPair, jwtVerify } from 'jose';
import Provider from 'oidc-provider';

export const CLIENT = { id: 'ymcp-test', secret: 'client-secret-of-test' };

export interface Oidc {
  url: string;
  /** PEM of the key whose assertions the provider takes. */
  privateKey: string;
  /** Token requests answered, by grant type. */
  grants: string[];
  /** How the client proved itself in each of them. */
  proofs: ('basic' | 'post')[];
  provider: Provider;
  close(): Promise<void>;
}

/** A real OAuth 2.0 provider on loopback: client credentials, code with PKCE, rotating refresh tokens, JWT assertions. */
export async function startOidc(accessTokenSeconds = 3_600): Promise<Oidc> {
  const server = createServer();
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const keys = await generateKeyPair('RS256', { extractable: true });
  const grants: string[] = [];
  const proofs: ('basic' | 'post')[] = [];

  const provider = new Provider(url, {
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        application_type: 'native',
        redirect_uris: ['http://127.0.0.1/callback', 'http://127.0.0.1/connect/callback'],
        grant_types: ['client_credentials', 'authorization_code', 'refresh_token', JWT_BEARER],
        response_types: ['code'],
      },
    ],
    scopes: ['openid', 'offline_access', 'things'],
    features: { clientCredentials: { enabled: true }, devInteractions: { enabled: true } },
    pkce: { required: () => true },
    rotateRefreshToken: true,
    issueRefreshToken: async () => true,
    ttl: {
      AccessToken: accessTokenSeconds,
      ClientCredentials: accessTokenSeconds,
      RefreshToken: 86_400,
      Grant: 86_400,
      Session: 86_400,
      Interaction: 600,
    },
    findAccount: (_, id) => ({ accountId: id, claims: async () => ({ sub: id }) }),
    cookies: { keys: ['test'] },
  });
  provider.registerGrantType(
    JWT_BEARER,
    async (ctx) => {
      const { payload } = await jwtVerify(String(ctx.oidc.params?.assertion), keys.publicKey, {
        issuer: 'robot',
        audience: url,
      });
      const token = new provider.ClientCredentials({
        client: ctx.oidc.client!,
        scope: 'things',
        extra: { sub: payload.sub },
      } as never);
      ctx.body = {
        access_token: await token.save(),
        expires_in: token.expiration,
        token_type: 'Bearer',
        scope: 'things',
      };
    },
    ['assertion'],
  );
  provider.use(async (ctx, next) => {
    await next();
    const grant = (ctx as { oidc?: { params?: { grant_type?: string } } }).oidc?.params?.grant_type;
    if (!grant) return;
    grants.push(`${grant} ${ctx.status}`);
    proofs.push(ctx.headers.authorization?.startsWith('Basic ') ? 'basic' : 'post');
  });
  server.on('request', provider.callback());
  return {
    url,
    privateKey: await exportPKCS8(keys.privateKey),
    grants,
    proofs,
    provider,
    close: () => close(server),
  };
}

const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

const close = (server: Server) =>
  new Promise<void>((done) => {
    server.close(() => done());
    server.closeAllConnections();
  });

/**
 * Logs in and consents as a person with a browser would; resolves with the address that the browser is sent back to, which it has
 * not opened yet. `cookies` is what the browser keeps.
 */
export async function browse(
  start: string,
  cookies: Map<string, string> = new Map(),
  back = '/callback',
): Promise<URL> {
  let target = new URL(start);
  let form: URLSearchParams | undefined;
  for (let step = 0; step < 20; step += 1) {
    const response = await fetch(target, {
      redirect: 'manual',
      headers: { cookie: cookieHeader(cookies) },
      ...(form && { method: 'POST', body: form }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=');
      cookies.set(name, value);
    }
    form = undefined;
    const location = response.headers.get('location');
    if (location !== null) {
      target = new URL(location, target);
      if (target.pathname === back) return target;
      continue;
    }
    const page = await response.text();
    const action = /<form[^>]*action="([^"]+)"/.exec(page)?.[1];
    if (!action) throw new Error(`no form at ${target}: ${response.status} ${page.slice(0, 300)}`);
    target = new URL(action, target);
    form = new URLSearchParams({
      prompt: page.includes('name="login"') ? 'login' : 'consent',
      login: 'ann',
      password: 'x',
    });
  }
  throw new Error('the login goes round in a circle');
}

export const cookieHeader = (cookies: ReadonlyMap<string, string>): string =>
  [...cookies].map((pair) => pair.join('=')).join('; ');
