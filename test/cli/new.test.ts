import { createHmac, generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { authSchemes } from '../../engine/auth/index.ts';
import { createMemoryStore, type TokenStore } from '../../engine/auth/token-store.ts';
import { runCase } from '../../engine/cases/run.ts';
import { loadIntegration } from '../../engine/load/load.ts';
import { createAccount } from '../../engine/operation/account.ts';
import { createCatalog } from '../../engine/operation/catalog.ts';
import { settingsFromEnvironment } from '../../engine/operation/settings.ts';
import { CURSOR_KEY, catalogOf, integrationFrom } from '../support/integration.ts';
import { type Ran, runCli } from '../support/run-cli.ts';
import { hasTerminal, runAtTerminal } from '../support/terminal.ts';
import { json, type Received, startUpstream, type Upstream } from '../support/upstream.ts';

const CONTACTS = [
  { id: 1, email: 'ann@corp.dev', company: { id: 7, name: 'Corp' }, joined: '2026-01-02', tags: ['a'] },
  { id: 2, email: 'bob@corp.dev', company: null, joined: '2026-02-03', tags: [] },
  { id: 3, email: 'eve@corp.dev', company: { id: 8, name: 'Inc' }, joined: '2026-03-04', tags: ['b', 'c'] },
];

let folder: string;
let upstream: Upstream;
let isAllowed: (request: Received) => boolean;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ymcp-'));
  isAllowed = () => true;
  upstream = await startUpstream((request, response) => {
    const url = new URL(request.path, 'http://x');
    if (url.pathname === '/login')
      return request.body === '{"username":"ann","password":"opensesame"}'
        ? json(response, 200, { data: { token: 'session-secret' } })
        : json(response, 403, {});
    if (url.pathname === '/token')
      return json(response, 200, { access_token: 'oauth-secret', token_type: 'bearer' });
    if (!isAllowed(request)) return json(response, 401, { error: 'who are you?' });
    if (url.pathname === '/v1/contacts/2') return json(response, 200, { contact: CONTACTS[1] });
    if (url.pathname === '/v1/fails') return json(response, 500, {});
    const skip = Number(url.searchParams.get('offset') ?? 0);
    const size = Number(url.searchParams.get('limit') ?? 2);
    json(response, 200, {
      paging: { offset: skip, limit: size, total: CONTACTS.length },
      contacts: CONTACTS.slice(skip, skip + size),
    });
  });
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  await upstream.close();
});

const run = (args: readonly string[], env: Record<string, string> = {}, input?: string): Promise<Ran> =>
  runCli(args, {
    cwd: folder,
    env: { XDG_STATE_HOME: join(folder, 'state'), ...env },
    ...(input !== undefined && { input }),
  });
const create = (...more: string[]) => ['new', 'shop', '--base-url', `${upstream.url}/v1`, ...more];
const files = (at = '.') =>
  readdirSync(join(folder, 'integrations', at), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.includes('.'))
    .sort();
const text = (name: string) => readFileSync(join(folder, 'integrations', name), 'utf8');

const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
  type: 'pkcs8',
  format: 'pem',
});
const hasHeader = (name: string, value: string) => (request: Received) => request.headers[name] === value;
const signed = ({ headers, body }: Received) =>
  headers['x-signature'] === createHmac('sha256', 'opensesame').update(body).digest('hex');

const LOGGED_IN: TokenStore = {
  load: async () => ({ accessToken: 'oauth-secret', expiresAt: Date.now() + 3_600_000 }),
  save: async () => {},
  alone: (_, renew) => renew(),
};

interface Way {
  title: string;
  flags: string[];
  env?: Record<string, string>;
  allows: (request: Received) => boolean;
  /** What a login in the browser would have left. */
  tokens?: TokenStore;
  /** Rules that have something to say of this way. */
  findings?: string[];
}

const ways: Way[] = [
  { title: 'none', flags: ['--auth', 'none'], allows: () => true },
  {
    title: 'bearer',
    flags: ['--auth', 'bearer'],
    env: { SHOP_TOKEN: 'opensesame' },
    allows: hasHeader('authorization', 'Bearer opensesame'),
  },
  {
    title: 'basic',
    flags: ['--auth', 'basic'],
    env: { SHOP_USERNAME: 'ann', SHOP_PASSWORD: 'opensesame' },
    allows: hasHeader('authorization', `Basic ${Buffer.from('ann:opensesame').toString('base64')}`),
  },
  {
    title: 'api_key',
    flags: ['--auth', 'api_key', '--set', 'auth.name=X-Api-Key'],
    env: { SHOP_KEY: 'opensesame' },
    allows: hasHeader('x-api-key', 'opensesame'),
  },
  {
    title: 'api_key in the query',
    flags: ['--auth', 'api_key', '--set', 'auth.in=query', '--set', 'auth.name=api_key'],
    env: { SHOP_KEY: 'opensesame' },
    allows: ({ path }) => path.includes('api_key=opensesame'),
    findings: ['secret-in-url'],
  },
  {
    title: 'headers',
    flags: [
      '--auth',
      'headers',
      '--set',
      'auth.headers={ X-Signature: "{{$hmac($request.body, $account.secret)}}" }',
    ],
    env: { SHOP_SECRET: 'opensesame' },
    allows: signed,
  },
  {
    title: 'session',
    flags: [
      '--auth',
      'session',
      '--set',
      'auth.login.request=POST UPSTREAM/login',
      '--set',
      'auth.login.token=data.token',
      '--set',
      'auth.headers={ X-Token: "{{$token}}" }',
    ],
    env: { SHOP_USERNAME: 'ann', SHOP_PASSWORD: 'opensesame' },
    allows: hasHeader('x-token', 'session-secret'),
  },
  ...(['client_credentials', 'refresh_token', 'jwt_bearer', 'authorization_code'] as const).map(
    (grant): Way => ({
      title: `oauth2 ${grant}`,
      flags: [
        '--auth',
        'oauth2',
        '--set',
        `auth.grant=${grant}`,
        '--set',
        'auth.token_url=UPSTREAM/token',
        ...moreFor(grant),
      ],
      env: {
        SHOP_CLIENT_ID: 'me',
        SHOP_CLIENT_SECRET: 'opensesame',
        SHOP_REFRESH_TOKEN: 'opensesame',
        SHOP_PRIVATE_KEY: String(key),
      },
      allows: hasHeader('authorization', 'Bearer oauth-secret'),
      ...(grant === 'authorization_code' && { tokens: LOGGED_IN }),
    }),
  ),
];

function moreFor(grant: string): string[] {
  if (grant === 'jwt_bearer') return ['--set', 'auth.claims={ iss: me, aud: "https://id.example" }'];
  return grant === 'authorization_code'
    ? ['--set', 'auth.authorization_url=https://id.example/authorize']
    : [];
}

test('every auth scheme has its turn below', () => {
  const tried = new Set(ways.map(({ title }) => title.split(' ')[0]));
  expect([...tried].sort()).toEqual(authSchemes.map(({ type }) => type).sort());
});

test.each(ways)('$title: what is written is clean, tested, and gets the rows of the API', async (way) => {
  isAllowed = way.allows;
  writeFileSync(
    join(folder, 'sample.json'),
    JSON.stringify({ paging: { offset: 0, limit: 2, total: 3 }, contacts: CONTACTS.slice(0, 2) }),
  );
  const flags = way.flags.map((flag) => flag.replace('UPSTREAM', upstream.url));
  const made = await run(create('--endpoint', 'GET /contacts', '--sample', 'sample.json', ...flags));
  expect(made.stderr).toBe('');
  expect(made.code).toBe(0);
  expect(upstream.received).toEqual([]);

  const { integration, cases, diagnostics } = loaded('shop');
  expect(diagnostics.map(({ rule }) => rule)).toEqual(way.findings ?? []);
  if (!integration) throw new Error('no integration');
  expect(cases).toHaveLength(1);
  for (const one of cases) expect(await runCase(integration, one)).toMatchObject({ passed: true });

  const settings = settingsFromEnvironment(integration, way.env ?? {});
  const account = createAccount(integration, settings, { tokens: way.tokens ?? createMemoryStore() });
  const catalog = createCatalog([{ integration, account }], { cursorKey: CURSOR_KEY });
  expect(await catalog.call('list_all_shop_contacts', { limit: 3 })).toMatchObject({ value: ROWS });
});

const ROWS = {
  result: [
    { id: 1, email: 'ann@corp.dev', company_id: 7, company_name: 'Corp', joined: '2026-01-02', tags: ['a'] },
    { id: 2, email: 'bob@corp.dev', tags: [] },
    { id: 3, company_name: 'Inc', tags: ['b', 'c'] },
  ],
  result_count: 3,
  next_cursor: null,
};

/** An integration with its cases, as it was written. */
function loaded(name: string) {
  return loadIntegration(
    files(name).map((file) => ({ name: file, label: file, bytes: Buffer.from(text(`${name}/${file}`)) })),
  );
}

const PERSON = { email: 'ann@corp.dev' };

test('what was written passes the other commands, and nothing is overwritten', async () => {
  writeFileSync(join(folder, 'sample.json'), JSON.stringify({ contacts: CONTACTS.slice(0, 2) }));
  const args = create('--endpoint', 'GET /contacts', '--sample', 'sample.json');
  const { code, stdout } = await run(args);
  expect(code).toBe(0);
  expect(stdout).toContain('ymcp test shop');
  expect(files()).toEqual([
    'integration.schema.json',
    'shop/cases/contacts.list.yaml',
    'shop/cases/setup.yaml',
    'shop/integration.yaml',
    'shop/resources/contacts.yaml',
  ]);
  expect(text('shop/cases/contacts.list.yaml')).not.toContain(PERSON.email);
  expect(await run(['validate', '--strict'])).toMatchObject({ code: 0, stderr: '' });
  expect((await run(['test', 'shop'])).stderr).toBe('1 case: 1 passed, 0 failed.\n');
  const before = files().map((name) => text(name));
  const again = await run(args);
  expect(again.code).toBe(2);
  expect(again.stderr).toContain('`integrations/shop` is there already and is not overwritten');
  expect(files().map((name) => text(name))).toEqual(before);
});

test('--fetch asks the API itself, and keeps no credential and nobody', async () => {
  isAllowed = hasHeader('authorization', 'Bearer opensesame');
  const args = create('--auth', 'bearer', '--endpoint', 'GET /contacts?limit=2', '--fetch');
  const { code, stdout, stderr } = await run(args, { SHOP_TOKEN: 'opensesame' });
  expect(stderr).toBe(`Asking ${upstream.url}/v1 …\n`);
  expect(code).toBe(0);
  expect(stdout).toMatch(/pages +offset {2}offset=offset, limit=limit, max_limit=2, total=paging\.total/);
  expect(upstream.received.map(({ path }) => path)).toEqual(['/v1/contacts?limit=2']);
  const { integration, cases, diagnostics } = loaded('shop');
  expect(diagnostics).toEqual([]);
  expect(cases[0]?.definition.recorded).toBe('live');
  if (!integration || !cases[0]) throw new Error('no case');
  expect(await runCase(integration, cases[0])).toMatchObject({ passed: true });
  for (const name of files()) expect(text(name)).not.toMatch(/opensesame|corp\.dev/);
});

test('--fetch that fails says why and writes nothing', async () => {
  const lacking = await run(create('--auth', 'bearer', '--endpoint', 'GET /contacts', '--fetch'));
  expect(lacking.code).toBe(1);
  expect(lacking.stderr).toContain('set SHOP_TOKEN in the environment');
  const failing = await run(create('--auth', 'none', '--endpoint', 'GET /fails', '--fetch'));
  expect(failing.code).toBe(1);
  expect(failing.stderr).toContain('unavailable: the API answered 500');
  expect(existsSync(join(folder, 'integrations'))).toBe(false);
});

test('one thing by its id, from stdin, into a single file elsewhere', async () => {
  const args = ['--endpoint', 'GET /contacts/{id}', '--argument', 'id=2', '--sample', '-', '--single-file'];
  const sample = JSON.stringify({ contact: CONTACTS[1] });
  const { code, stdout } = await run(create(...args, '--into', 'apis'), {}, sample);
  expect(code).toBe(0);
  expect(stdout).toContain('ymcp call get_single_shop_contact_by_id id=2 -i apis/shop.yaml');
  expect(readdirSync(join(folder, 'apis')).sort()).toEqual(['integration.schema.json', 'shop.yaml']);
  const yaml = readFileSync(join(folder, 'apis/shop.yaml'), 'utf8');
  expect(yaml).toMatch(/^# yaml-language-server: \$schema=integration\.schema\.json\n/);
  const outcome = await catalogOf(integrationFrom(yaml), {}).call('get_single_shop_contact_by_id', { id: 2 });
  expect(outcome).toMatchObject({ value: { id: 2, email: 'bob@corp.dev', joined: '2026-02-03', tags: [] } });
});

test.each([
  [['--endpoint', 'GET /contacts', '--auth', 'beare'], 'Allowed choices are none, bearer'],
  [['--endpoint', 'contacts'], '`contacts` is no endpoint; expected a verb and a path'],
  [[], 'there is nobody to ask, so say it: --endpoint'],
  [['--endpoint', 'GET /contacts', '--auth', 'api_key'], "--set 'auth.name=…'  Name of the header"],
  [['--endpoint', 'GET /contacts', '--auth', 'session'], "--set 'auth.login.request=POST /login/'"],
  [['--endpoint', 'GET /contacts', '--set', 'authh.x=1'], 'did you mean `auth`?'],
  [['--endpoint', 'GET /contacts', '--set', 'pagination.type=pages'], 'did you mean `page`?'],
  [['--endpoint', 'POST /contacts', '--fetch'], 'a POST would change something'],
  [['--endpoint', 'GET /contacts', '--sample', 'none.json'], '`none.json` cannot be read (ENOENT)'],
])('%j is refused in words', async (flags, said) => {
  const { code, stderr } = await run(create(...flags));
  expect(code).toBe(2);
  expect(stderr).toContain(said);
  expect(existsSync(join(folder, 'integrations'))).toBe(false);
});

test('a key that the scheme does not have is reported as validate does, and nothing is written', async () => {
  const { code, stderr } = await run(
    create('--endpoint', 'GET /contacts', '--auth', 'bearer', '--set', 'auth.tokn=x'),
  );
  expect(code).toBe(1);
  expect(stderr).toContain('unknown key `tokn`; did you mean `token`?');
  expect(existsSync(join(folder, 'integrations'))).toBe(false);
});

const atTerminal = test.skipIf(!hasTerminal);
const why = hasTerminal ? '' : ' (left out: there is no `script` of util-linux)';

atTerminal(`at a terminal it asks, hides the key, and uses it for one request${why}`, async () => {
  isAllowed = hasHeader('x-api-key', 'opensesame');
  const { shows, type, ended } = runAtTerminal(['new'], { cwd: folder });
  await shows('Base URL of the API');
  type(`${upstream.url}/v1\r`);
  await shows('Short name');
  type('shop\r');
  await shows('who is asking?');
  type('\x1b[B\x1b[B\x1b[B\r');
  await shows('auth.in');
  type('\r');
  await shows('auth.name');
  type('X-Api-Key\r');
  await shows('One endpoint to begin with');
  type('GET /contacts\r');
  await shows('An answer of the API');
  type('\r');
  await shows('Key of the Shop account');
  type('opensesame\r');
  const { code, screen } = await ended;
  expect(screen).toContain('ymcp test shop');
  expect(code).toBe(0);
  expect(screen).not.toContain('opensesame');
  for (const name of files()) expect(text(name)).not.toContain('opensesame');
  expect(loaded('shop').diagnostics).toEqual([]);
  expect(upstream.received).toHaveLength(1);
});

atTerminal(`Ctrl-C leaves nothing behind${why}`, async () => {
  const { shows, type, ended } = runAtTerminal(['new', 'shop'], { cwd: folder });
  await shows('Base URL of the API');
  type('\x03');
  const { code, screen } = await ended;
  expect(code).toBe(2);
  expect(screen).toContain('stopped; nothing was written.');
  expect(existsSync(join(folder, 'integrations'))).toBe(false);
});
