import { existsSync, mkdtempSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { openStore } from '../../engine/gateway/store/open.ts';
import { runCli } from '../support/run-cli.ts';
import { json, startUpstream, type Upstream } from '../support/upstream.ts';

// Some start the program ten times, one after the other.
vi.setConfig({ testTimeout: 120_000 });

let upstream: Upstream;
let folder: string;
beforeAll(async () => {
  upstream = await startUpstream(({ path, headers }, response) => {
    const isRight = headers.authorization === 'Bearer right-key-of-shop';
    json(response, isRight && path === '/items' ? 200 : 401, { items: [] });
  });
});
afterAll(() => upstream.close());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ymcp-cli-gateway-'));
  writeFileSync(
    join(folder, 'shop.yaml'),
    `
ymcp: 1
name: shop
label: Shop
base_url: ${upstream.url}
account: { required: [key], properties: { key: { type: string, writeOnly: true }, region: { type: string } } }
auth: { type: bearer, token: "{{$account.key}}" }
resources: { items: { methods: { list: { request: GET /items, response: { items: items } } } } }
`,
  );
  return () => rmSync(folder, { recursive: true });
});

const run = (args: string, input = '', env: Record<string, string> = {}) =>
  runCli(args.split(' '), { cwd: folder, input, env: { XDG_STATE_HOME: folder, ...env } });

test('an account is added, listed, shown, tested, rotated and removed, and its secret is never printed', async () => {
  const added = await run(
    'account add ./shop.yaml --set region=eu --set key=@- --label Mine --json',
    'right-key-of-shop\n',
  );
  const { id } = JSON.parse(added.stdout);
  const all = [
    added,
    await run('account list'),
    await run('account show Mine -i ./shop.yaml'),
    await run(`account test ${id.slice(0, 8)} -i ./shop.yaml`),
    await run(`account rotate ${id} -i ./shop.yaml`, '', { SHOP_KEY: 'wrong-key-of-shop' }),
  ];
  expect(all.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0]);
  expect(all[1]?.stdout).toMatch(
    /id +integration +label +tenant +status +changed\n.* shop +Mine +– +active /,
  );
  expect(all[2]?.stdout).toMatch(/region +eu\n +key +secret, set\n$/);
  expect(all[3]?.stderr).toContain('works  list_all_shop_items answered');
  const failed = await run(`account test ${id} -i ./shop.yaml`);
  expect(failed).toMatchObject({ code: 1, stderr: expect.stringContaining('unauthorized: ') });
  expect(JSON.stringify([all, failed])).not.toMatch(/(right|wrong)-key-of-shop/);
  expect(await run(`account remove ${id}`)).toMatchObject({ code: 2 });
  expect(await run(`account remove ${id} --yes`)).toMatchObject({ code: 0 });
  expect((await run('account list --json')).stdout).toBe('[]\n');
});

test.each([
  [
    'account add ./shop.yaml --set key=right-key-of-shop',
    '`key` is a secret, which everyone on this machine could read',
  ],
  ['account add ./shop.yaml', 'the Shop account lacks `key`'],
  ['account add ./shop.yaml --set key', '`key` is not of the form key=value.'],
  ['account add ./shop.yaml --set key=@- --set region=@-', 'only one setting can come from stdin'],
  ['account show nobody', 'there is no account `nobody`'],
  ['token create --name x --scopes root', 'in `scopes`, element 0 is `"root"`'],
  ['token create --name x --scopes call --expires soon', '`soon` is no time'],
  ['logs --limit 0', '--limit is `0`'],
  ['account list --database mysql://x', "the database's URL is not one"],
])('`ymcp %s` is refused in words', async (args, message) => {
  const ran = await run(args);
  expect(ran).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(message) });
  expect(ran.stderr).not.toContain('right-key-of-shop');
});

test('the database and the key are for their owner only', async () => {
  await run('account list');
  for (const name of ['gateway.db', 'key'])
    expect(statSync(join(folder, 'ymcp', name)).mode & 0o777, name).toBe(0o600);
});

test('a token is printed once, listed without it, and revoked', async () => {
  const { stdout: token } = await run('token create --name ci --scopes admin,call --expires 30d');
  expect(token).toMatch(/^ymcpa_[\w-]{43}\n$/);
  const [made] = JSON.parse((await run('token list --json')).stdout);
  expect(made).toMatchObject({ name: 'ci', scopes: ['admin', 'call'] });
  expect((await run('token list')).stdout).not.toContain(token.trim());
  expect(await run(`token revoke ${made.id}`)).toMatchObject({ code: 0, stderr: 'Revoked.\n' });
  expect(await run(`token revoke ${made.id}`)).toMatchObject({ code: 2 });
});

test('a rotation of the key file that stopped half way is finished by another', async () => {
  const state = join(folder, 'ymcp');
  await run('account add ./shop.yaml --set key=@-', 'right-key-of-shop');
  expect(await run('key rotate')).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('2 values encrypted'),
  });
  // As if it had stopped between the database and the file: everything is under the next key.
  renameSync(join(state, 'key'), join(state, 'key.next'));
  expect(await run('account list')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('begun and not finished; run `ymcp key rotate` again.'),
  });
  expect(await run('key rotate')).toMatchObject({ code: 0, stderr: expect.stringContaining('already') });
  expect(existsSync(join(state, 'key.next'))).toBe(false);
  expect(await run('account test Shop -i ./shop.yaml')).toMatchObject({ code: 0 });
});

test('a key in the environment is rotated to another one', async () => {
  const [first, second] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)].map((key) => key.toString('base64'));
  const under = (key = '', next = '') => ({ YMCP_KEY: key, YMCP_NEW_KEY: next });
  await run('account list', '', under(first));
  expect(await run('key rotate', '', under(first))).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('YMCP_NEW_KEY'),
  });
  expect(await run('key rotate', '', under(first, second))).toMatchObject({ code: 0 });
  expect(await run('account list', '', under(second))).toMatchObject({ code: 0 });
  expect(await run('account list', '', under(first))).toMatchObject({ code: 2 });
  expect(await run('account list', '', under('short'))).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('YMCP_KEY is not a key'),
  });
});

test('logs are filtered, and what callers chose cannot steer the terminal', async () => {
  const key = Buffer.alloc(32, 1);
  const url = `file:${join(folder, 'logs.db')}`;
  const store = await openStore({ url, key, onFault: () => {} });
  const entry = {
    at: '2026-11-24T10:00:00.000Z',
    request_id: 'r',
    who: null,
    server_id: 'server-1',
    account_id: 'a',
    integration: 'shop',
    arguments_hash: 'h',
    upstream_attempts: 1,
    duration_ms: 12,
    bytes_received: 1_200,
    bytes_returned: 5,
    protocol: null,
    client: null,
  };
  await store.audit.append({ ...entry, tool: 'list_all_shop_items', status: 'ok' });
  await store.audit.append({ ...entry, tool: 'evil\u001b[2J\nfaked line', status: 'unknown_tool' });
  await store.close();
  const env = { YMCP_KEY: key.toString('base64'), YMCP_DATABASE: url };
  const all = await run('logs', '', env);
  expect(all.stdout.split('\n')).toEqual([
    expect.stringMatching(
      /^2026-11-24 10:00:00 {2}ok +list_all_shop_items +1 request, 1.2 kB in, 5 B out, 12 ms {2}server server-1$/,
    ),
    expect.stringContaining('evil [2J faked line'),
    '',
  ]);
  expect(all.stdout).not.toContain('\u001b');
  const failed = await run('logs --status unknown_tool --json', '', env);
  expect(
    failed.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toMatchObject([{ status: 'unknown_tool' }]);
  expect(await run('logs --since 1m --tool none', '', env)).toMatchObject({
    stdout: '',
    stderr: 'No calls were found.\n',
  });
});
