import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runCli } from '../support/run-cli.ts';
import { type Answer, json, startUpstream, type Upstream } from '../support/upstream.ts';

let folder: string;
let upstream: Upstream;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ymcp-'));
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  await upstream?.close();
});

const ENV = { SHOP_PASSWORD: 'opensesame', SHOP_USER: 'ann' };

/** A shop that fails once, asks for a login and gives its orders two at a time. */
function shop(): Answer {
  let failures = 1;
  return ({ verb, path }, response) => {
    if (path === '/login') return json(response, 200, { token: 'session-secret' });
    if (verb === 'POST') return json(response, 201, { placed: true });
    failures -= 1;
    if (failures >= 0) return json(response, 503, {});
    const page = Number(new URL(path, 'http://x').searchParams.get('page'));
    json(response, 200, { total: 3, data: page === 1 ? [{ id: 1 }, { id: 2 }] : [{ id: 3 }] });
  };
}

async function write(answer: Answer = shop()): Promise<string> {
  upstream = await startUpstream(answer);
  const file = join(folder, 'shop.yaml');
  writeFileSync(
    file,
    `ymcp: 1
name: shop
label: Shop
base_url: ${upstream.url}
account: { required: [password], properties: { user: { type: string }, password: { type: string, writeOnly: true } } }
auth: { type: session, login: { request: POST /login, body: { user: "{{$account.user}}", password: "{{$account.password}}" }, token: token }, headers: { X-Token: "{{$token}}" } }
pagination: { type: page, page: page, limit: per_page, max_limit: 2, total: total }
retry: { base_ms: 1 }
resources:
  orders:
    methods:
      list: { request: GET /orders, response: { items: data } }
      create: { request: POST /orders, parameters: { rows: { type: array } } }
      empty: { request: POST /empty, confirm: "Empty the shop?" }
`,
  );
  return file;
}

test('a call is told part by part, with where its tool stands and what it cost', async () => {
  const file = await write();
  const { code, stdout, stderr } = await runCli(['explain', 'list_all_shop_orders', 'limit=3', '-i', file], {
    env: ENV,
  });
  expect(code).toBe(0);
  expect(stderr).toBe('');
  expect(stdout).toMatch(/defined at +\S*shop\.yaml:12 \(orders\.list\)/);
  expect(stdout).toMatch(/limit +3\n/);
  expect(stdout).toContain(`GET ${upstream.url}/orders?page=1&per_page=2`);
  expect(stdout).toContain('header x-token: credentials, not shown');
  const lines = stdout.split('\n').map((line) => line.trim().replace(/ {2,}.*/, ''));
  const rows = lines.filter((line) => /^(page|log in|send|wait|map)/.test(line));
  expect(rows).toEqual([
    expect.stringMatching(/^page 1 number 1/),
    'log in 200 POST /login',
    'send 503 GET /orders?page=1&per_page=2 unavailable',
    'wait before the next try',
    'send 200 GET /orders?page=1&per_page=2',
    'map 2 items',
    expect.stringMatching(/^page 2 number 2/),
    'send 200 GET /orders?page=2&per_page=2',
    'map 1 item',
  ]);
  expect(stdout).toMatch(/█|▏/);
  expect(stdout).toMatch(/Result {2}3 items, \d+ bytes, about \d+ tokens/);
  expect(stdout).not.toMatch(/opensesame|session-secret/);
});

test('--json gives the same as data', async () => {
  const file = await write();
  const { code, stdout } = await runCli(
    ['explain', 'list_all_shop_orders', '{"limit": 3}', '--json', '-i', file],
    { env: ENV },
  );
  const data = JSON.parse(stdout);
  expect(code).toBe(0);
  expect(data).toMatchObject({
    tool: 'list_all_shop_orders',
    integration: 'shop',
    defined_at: { line: 12 },
    target: 'api',
    dry_run: false,
    arguments: [{ name: 'limit', value: 3, from: 'call' }],
    requests: 3,
    result: { bytes: expect.any(Number), tokens: expect.any(Number), items: 3 },
  });
  expect(
    data.events
      .filter(({ type }: { type: string }) => type === 'attempt')
      .map(({ status }: { status: number }) => status),
  ).toEqual([503, 200, 200]);
  for (const { offset, milliseconds } of data.events) {
    expect(offset).toBeGreaterThanOrEqual(0);
    expect(offset + milliseconds).toBeLessThanOrEqual(data.milliseconds + 0.01);
  }
  expect(stdout).not.toMatch(/opensesame|session-secret/);
});

describe('nothing is sent', () => {
  test.each([
    ['list_all_shop_orders', 'GET'],
    ['create_a_shop_order', 'POST'],
    ['shop_orders_empty', 'POST'],
  ])('by a dry run of %s, which shows the request and stops', async (tool, verb) => {
    const file = await write();
    const { code, stdout } = await runCli(['explain', tool, '--dry-run', '-i', file], { env: ENV });
    expect(code).toBe(0);
    expect(stdout).toContain(`${verb} ${upstream.url}/`);
    expect(stdout).toMatch(/log in POST \/login not sent/);
    expect(stdout).toContain('Nothing was sent.');
    expect(upstream.received).toEqual([]);
  });

  test('by a writing tool when there is nobody to ask', async () => {
    const file = await write();
    const { code, stdout, stderr } = await runCli(['explain', 'create_a_shop_order', '-i', file], {
      env: ENV,
    });
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain('create_a_shop_order writes, and this really sends it to Shop');
    expect(stderr).toContain('nothing was sent');
    expect(upstream.received).toEqual([]);
  });

  test('by a tool that asks first, which --yes does not answer', async () => {
    const file = await write();
    const { code, stdout, stderr } = await runCli(['explain', 'shop_orders_empty', '--yes', '-i', file], {
      env: ENV,
    });
    expect(code).toBe(1);
    expect(stdout).toMatch(/ask first Empty the shop\?/);
    expect(stderr).toContain('confirm_token=');
    expect(upstream.received).toEqual([]);
  });
});

test('--yes sends, and says so', async () => {
  const file = await write();
  const { code, stderr } = await runCli(['explain', 'create_a_shop_order', 'rows=[1]', '--yes', '-i', file], {
    env: ENV,
  });
  expect(code).toBe(0);
  expect(stderr).toContain('really sends');
  expect(upstream.received.map(({ path }) => path)).toEqual(['/login', '/orders']);
});

test('a call that fails is explained up to there, and the program fails', async () => {
  const file = await write((_, response) => json(response, 403, { error: 'no' }));
  const { code, stdout, stderr } = await runCli(['explain', 'list_all_shop_orders', '-i', file], {
    env: ENV,
  });
  expect(code).toBe(1);
  expect(stdout).toMatch(/log in 403 POST \/login/);
  expect(stderr).toMatch(/^ymcp: unauthorized: the login failed/);
  const bad = await runCli(['explain', 'list_all_shop_orders', 'limit=none', '-i', file], { env: ENV });
  expect(bad.code).toBe(1);
  expect(bad.stdout).toMatch(/check arguments +invalid_arguments/);
});

test('what an API sends cannot steer the terminal', async () => {
  const steering = `${String.fromCharCode(27)}[2J`;
  const file = join(folder, 'odd.yaml');
  let next: string | undefined = `${steering}漢字`;
  upstream = await startUpstream((_, response) => {
    json(response, 200, { data: [{ id: 1 }], ...(next !== undefined && { next }) });
    next = undefined;
  });
  writeFileSync(
    file,
    `ymcp: 1\nname: odd\nlabel: Odd\nbase_url: ${upstream.url}\npagination: { type: cursor, cursor: after, next: next }\nresources: { things: { methods: { list: { request: GET /t, response: { items: data } } } } }\n`,
  );
  const { stdout } = await runCli(['explain', 'list_all_odd_things', '-i', file]);
  expect(stdout).toContain('漢字');
  expect(stdout).not.toContain(String.fromCharCode(27));
});

test.each([
  [['explain'], 2, 'missing required argument'],
  [['explain', 'list_all_i_post_contract'], 2, 'did you mean `list_all_i_post_contacts`?'],
  [['explain', 'list_all_i_post_lists', 'limit'], 2, 'not of the form key=value'],
  [['explain', 'list_all_i_post_lists', '{"limit"'], 2, 'arguments as JSON are an object'],
  [['explain', 'list_all_i_post_lists', '__proto__=1', '--sandbox'], 1, 'unknown argument `__proto__`'],
])('%j ends with %i', async (args, code, message) => {
  const ran = await runCli(args);
  expect(ran.stderr).toContain(message);
  expect(ran.code).toBe(code);
});
