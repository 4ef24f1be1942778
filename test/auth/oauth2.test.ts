import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFileStore } from '../../cli/token-file.ts';
import { createMemoryStore, type TokenStore } from '../../engine/auth/token-store.ts';
import { createAccount } from '../../engine/operation/account.ts';
import { createCatalog, type Outcome } from '../../engine/operation/catalog.ts';
import { CURSOR_KEY, integrationFrom } from '../support/integration.ts';
import { browse, CLIENT, type Oidc, startOidc } from '../support/oidc.ts';
import { json, startUpstream, type Upstream } from '../support/upstream.ts';

let oidc: Oidc;
let upstream: Upstream;
/** Tokens that the API no longer takes. */
const refused = new Set<string>();

beforeEach(async () => {
  refused.clear();
  oidc = await startOidc();
  upstream = await startUpstream(({ headers }, response) => {
    const token = headers.authorization?.replace('Bearer ', '') ?? '';
    json(response, token === '' || refused.has(token) ? 401 : 200, { token });
  });
});
afterEach(async () => {
  await oidc.close();
  await upstream.close();
});

const common = () => `type: oauth2
  token_url: ${oidc.url}/token
  client_id: ${CLIENT.id}
  client_secret: "{{$account.secret}}"
  scopes: [things]`;

function open(
  auth: string,
  settings: Record<string, unknown> = {},
  tokens: TokenStore = createMemoryStore(),
) {
  const yaml = `
ymcp: 1
name: guarded
label: Guarded
base_url: ${upstream.url}
retry: { attempts: 1 }
account:
  properties:
    secret: { type: string, writeOnly: true }
    refresh: { type: string, writeOnly: true }
    key: { type: string, writeOnly: true }
auth:
  ${auth}
resources: { things: { methods: { get: "GET /things/{id}" } } }
`;
  const integration = integrationFrom(yaml);
  const account = createAccount(integration, { secret: CLIENT.secret, ...settings }, { tokens });
  const catalog = createCatalog([{ integration, account }], { cursorKey: CURSOR_KEY });
  return { account, tokens, yaml, call: () => catalog.call('get_single_guarded_thing_by_id', { id: '1' }) };
}

const codeOf = (outcome: Outcome) =>
  'error' in outcome ? `${outcome.error.code}: ${outcome.error.message}` : 'ok';
const sent = () =>
  upstream.received.map(({ headers }) => headers.authorization?.replace('Bearer ', '') ?? '');
const CODE = () => `${common()}
  grant: authorization_code
  authorization_url: ${oidc.url}/auth
  parameters: { prompt: consent }`;

describe('client credentials', () => {
  const grant = () => `${common()}\n  grant: client_credentials`;

  test('one token serves many calls at once, and is masked in results', async () => {
    const { call } = open(grant());
    const outcomes = await Promise.all(Array.from({ length: 200 }, call));
    expect(new Set(outcomes.map(codeOf))).toEqual(new Set(['ok']));
    expect(oidc.grants).toEqual(['client_credentials 200']);
    expect(outcomes[0]).toMatchObject({ value: { token: '[redacted]' } });
  });

  test('200 calls with an expired token cause one renewal', async () => {
    const { call } = open(grant());
    await call();
    refused.add(sent()[0] ?? '');
    const outcomes = await Promise.all(Array.from({ length: 200 }, call));
    expect(new Set(outcomes.map(codeOf))).toEqual(new Set(['ok']));
    expect(oidc.grants).toHaveLength(2);
  });

  test('a token is renewed before it expires', async () => {
    await oidc.close();
    oidc = await startOidc(1);
    const { call } = open(grant());
    await call();
    await call();
    await new Promise((resolve) => setTimeout(resolve, 950));
    expect(codeOf(await call())).toBe('ok');
    const [first, second, third] = sent();
    expect([first === second, second === third]).toEqual([true, false]);
    expect(sent()).toHaveLength(3);
  });

  test("a refused client is unauthorized, with the provider's words and without the secret", async () => {
    const { call } = open(grant(), { secret: 'wrong-secret-for-test' });
    const outcome = codeOf(await call());
    expect(outcome).toMatch(/^unauthorized: the authorization server refused: invalid_client/);
    expect(outcome).not.toContain('wrong-secret-for-test');
    expect(upstream.received).toEqual([]);
  });

  test.each(['basic', 'post'] as const)('the client proves itself by %s', async (how) => {
    const { call } = open(`${grant()}\n  client_auth: ${how}`);
    expect(codeOf(await call())).toBe('ok');
    expect(oidc.proofs).toEqual([how]);
  });
});

test('a JWT assertion is signed and exchanged', async () => {
  const { call } = open(
    `${common()}
  grant: jwt_bearer
  private_key: "{{$account.key}}"
  claims: { iss: robot, sub: ann, aud: "${oidc.url}" }`,
    { key: oidc.privateKey },
  );
  expect(codeOf(await call())).toBe('ok');
  expect(oidc.grants).toEqual(['urn:ietf:params:oauth:grant-type:jwt-bearer 200']);
});

describe('authorization code', () => {
  const browser = { redirectUri: 'http://127.0.0.1:5555/callback', visit: browse };

  test('without a login a call says what to run', async () => {
    expect(codeOf(await open(CODE()).call())).toContain('run `ymcp login guarded`');
  });

  test('a person logs in once, with PKCE; calls then work, also from another process, and tokens are rotated', async () => {
    const tokens = createMemoryStore();
    const { account, call } = open(CODE(), {}, tokens);
    await account.login(browser);
    expect(codeOf(await call())).toBe('ok');
    const before = await tokens.load(account.id);
    expect(before).toMatchObject({ accessToken: expect.any(String), refreshToken: expect.any(String) });

    refused.add(before?.accessToken ?? '');
    const other = open(CODE(), {}, tokens);
    expect(codeOf(await other.call())).toBe('ok');
    const after = await tokens.load(account.id);
    expect(after?.refreshToken).not.toBe(before?.refreshToken);
    expect(oidc.grants).toEqual(['authorization_code 200', 'refresh_token 200']);
    // The first one still holds what was refused, and finds in the store what is refused by now too.
    refused.add(after?.accessToken ?? '');
    expect(codeOf(await call())).toBe('ok');
  });

  test('a response with another state, or an error, stores nothing', async () => {
    const { account, tokens } = open(CODE());
    const twisted = {
      ...browser,
      visit: async (url: string) => new URL(String(await browse(url)).replace(/state=[^&]+/, 'state=other')),
    };
    await expect(account.login(twisted)).rejects.toMatchObject({ code: 'invalid_response' });
    const denied = {
      ...browser,
      visit: async (url: string) =>
        new URL(
          `http://127.0.0.1/callback?error=access_denied&state=${new URL(url).searchParams.get('state')}&iss=${encodeURIComponent(oidc.url)}`,
        ),
    };
    await expect(account.login(denied)).rejects.toMatchObject({
      code: 'unauthorized',
      message: expect.stringContaining('access_denied'),
    });
    expect(await tokens.load(account.id)).toBeUndefined();
  });

  test('an integration without it says that there is nothing to log in to', async () => {
    const { account } = open(`${common()}\n  grant: client_credentials`);
    await expect(account.login(browser)).rejects.toMatchObject({ code: 'rejected' });
  });
});

describe('tokens on disk', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ymcp-tokens-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('are for their owner only', async () => {
    const store = createFileStore(folder);
    await store.save('account', { accessToken: 'a', refreshToken: 'r' });
    const [name = ''] = readdirSync(join(folder, 'tokens'));
    expect(statSync(join(folder, 'tokens', name)).mode & 0o777).toBe(0o600);
    expect(await store.load('account')).toEqual({ accessToken: 'a', refreshToken: 'r' });
    expect(await store.load('other')).toBeUndefined();
  });

  test('are whole after a kill at any moment of being written', async () => {
    const built = join(folder, 'token-file.mjs');
    const source = join(import.meta.dirname, '../../cli/token-file.ts');
    buildSync({ entryPoints: [source], outfile: built, bundle: true, platform: 'node', format: 'esm' });
    const program = `
      const { createFileStore } = await import(${JSON.stringify(built)});
      const store = createFileStore(${JSON.stringify(folder)});
      process.stdout.write('ready');
      for (let n = 0; ; n += 1) await store.save('account', { accessToken: String(n), refreshToken: String(n).repeat(5000) });`;
    for (let round = 0; round < 8; round += 1) {
      const child = spawn(process.execPath, ['--input-type=module', '-e', program]);
      await new Promise((ready) => child.stdout.once('data', ready));
      await new Promise((resolve) => setTimeout(resolve, 20 + round * 7));
      child.kill('SIGKILL');
      await new Promise((ended) => child.once('exit', ended));
      const kept = await createFileStore(folder).load('account');
      expect(kept?.refreshToken).toBe(kept?.accessToken.repeat(5000));
    }
  });

  test('a rotation that is killed at any moment leaves a grant that works', async () => {
    // A provider with a grace period, as those with short-lived rotation have: a used refresh token is not held against its owner.
    oidc.provider.RefreshToken.prototype.consume = async () => {};
    const state = join(folder, 'ymcp');
    const { account, yaml } = open(CODE(), {}, createFileStore(state));
    await account.login({ redirectUri: 'http://127.0.0.1:5555/callback', visit: browse });
    const file = join(folder, 'guarded.yaml');
    writeFileSync(file, yaml);
    const args = ['call', 'get_single_guarded_thing_by_id', 'id=1', '-i', file];
    const env = { ...process.env, XDG_STATE_HOME: folder, GUARDED_SECRET: CLIENT.secret };
    const run = () =>
      spawn(process.execPath, [join(import.meta.dirname, '../../dist/cli/main.js'), ...args], {
        env,
        cwd: folder,
      });
    const expire = async () => {
      const store = createFileStore(state);
      await store.save(account.id, { ...(await store.load(account.id))!, expiresAt: 1 });
    };

    let rotations = 0;
    for (let round = 0; round < 10; round += 1) {
      await expire();
      const before = oidc.grants.length;
      const child = run();
      const ended = new Promise((done) => child.once('exit', done));
      // Killed as soon as the provider has answered, or a little later.
      for (let waited = 0; waited < 3_000 && oidc.grants.length === before; waited += 1)
        await new Promise((resolve) => setTimeout(resolve, 1));
      await new Promise((resolve) => setTimeout(resolve, round));
      child.kill('SIGKILL');
      await ended;
      rotations += oidc.grants.length - before;
      expect(await createFileStore(state).load(account.id)).toMatchObject({
        refreshToken: expect.any(String),
      });
    }
    expect(rotations).toBe(10);
    await expire();
    const last = run();
    let output = '';
    last.stdout.on('data', (chunk) => {
      output += chunk;
    });
    expect(await new Promise((done) => last.once('exit', done))).toBe(0);
    expect(JSON.parse(output)).toEqual({ token: '[redacted]' });
  }, 60_000);
});
