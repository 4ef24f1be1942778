import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectHttp, ERAS } from '../support/clients.ts';
import { addAccount, addApiToken, startGateway, type TestGateway } from '../support/gateway.ts';
import { onBothDatabases } from '../support/stores.ts';
import { json, startUpstream, type Upstream } from '../support/upstream.ts';

const run = promisify(execFile);

/** As the guide of the reference product has it, with its placeholders. */
const GUIDE = `curl -sS -X POST 'https://api.truto.one/integrated-account/{integrated_account_id}/mcp' \\
  -H 'Authorization: Bearer <your_api_token>' \\
  -H 'Content-Type: application/json' \\
  -d '{ "name": "My MCP server", "config": { "methods": ["read"] } }'`;

const SECRET = 'upstream-secret';
const YAML = `
label: Shop
account:
  required: [token]
  properties: { token: { type: string, writeOnly: true }, region: { type: string } }
auth: { type: bearer, token: "{{$account.token}}" }
resources:
  orders:
    tags: [orders]
    methods:
      list: { request: GET /orders, response: { items: items } }
      get: GET /orders/{id}
      find: { request: POST /orders/search, hints: { read_only: true } }
      refresh: GET /orders/refresh
      create: { request: POST /orders, parameters: { sku: { type: string } } }
  customers:
    tags: [people]
    methods: { delete: "DELETE /customers/{id}" }
`;
const READING = [
  'get_single_shop_order_by_id',
  'list_all_shop_orders',
  'shop_orders_find',
  'shop_orders_refresh',
];
const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1_000).toISOString();

onBothDatabases((databases) => {
  let upstream: Upstream;
  let gateway: TestGateway;
  let admin: string;
  beforeAll(async () => {
    upstream = await startUpstream(({ headers, path }, response) =>
      headers.authorization === `Bearer ${SECRET}`
        ? json(response, 200, { items: [], path })
        : json(response, 401, {}),
    );
    const yaml = `ymcp: 1\nname: shop\nbase_url: ${upstream.url}${YAML}`;
    const many = { requests: 1_000, seconds: 10 };
    gateway = await startGateway(await databases.open(await databases.create()), yaml, {
      allowances: { server: many, account: many, api_token: many },
    });
    admin = (await addApiToken(gateway.store, 'admin')).token;
  });
  afterAll(async () => {
    await gateway.close();
    await upstream.close();
  });

  // biome-ignore lint/suspicious/noExplicitAny: answers of every route, whose members the tests name
  async function ask(verb: string, path: string, body?: unknown): Promise<{ status: number; body: any }> {
    const response = await fetch(gateway.url + path, {
      method: verb,
      headers: { authorization: `Bearer ${admin}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  }
  const make = async (body: object = {}, account?: string) => {
    const owner = account ?? (await addAccount(gateway.store));
    const { body: made } = await ask('POST', `/integrated-account/${owner}/mcp`, { name: 'x', ...body });
    return { account: owner, made, path: `/integrated-account/${owner}/mcp/${made.id}` };
  };
  const toolsAt = async (url: string) => {
    const client = await connectHttp('2025', url);
    const tools = await client.listTools();
    await client.close();
    return tools.map(({ name }) => name).sort();
  };

  describe('the command of the guide, with host and token replaced', () => {
    // biome-ignore lint/suspicious/noExplicitAny: an answer, whose members the tests name
    let answer: any;
    let account: string;
    beforeAll(async () => {
      account = await addAccount(gateway.store);
      const command = GUIDE.replace('https://api.truto.one', gateway.url)
        .replace('<your_api_token>', admin)
        .replace('{integrated_account_id}', account);
      answer = JSON.parse((await run('sh', ['-c', command])).stdout);
    });

    test('answers with a server, its token and its address', () => {
      expect(answer).toEqual({
        id: expect.stringMatching(/^[\da-f-]{36}$/),
        name: 'My MCP server',
        config: { methods: ['read'] },
        integrated_account_id: account,
        created_by: 'test admin',
        expires_at: null,
        created_at: expect.any(String),
        updated_at: expect.any(String),
        token: expect.stringMatching(/^ymcps_[\w-]{43}$/),
        url: `${gateway.url}/mcp/${answer.token}`,
      });
    });

    test.each(ERAS)('whose address serves a client of %s exactly what reads', async (era) => {
      const client = await connectHttp(era, answer.url);
      expect((await client.listTools()).map(({ name }) => name).sort()).toEqual(READING);
      const result = await client.call('get_single_shop_order_by_id', { id: '7' });
      expect(result.structuredContent).toMatchObject({ path: '/orders/7' });
      await client.close();
    });
  });

  test('`methods` goes by what a tool does, and names and tags narrow it', async () => {
    const offered = async (config: object) => toolsAt((await make({ config })).made.url);
    expect(await offered({ methods: ['write'] })).toEqual([
      'create_a_shop_order',
      'delete_a_shop_customer_by_id',
    ]);
    expect(await offered({ methods: ['custom'] })).toEqual(['shop_orders_find', 'shop_orders_refresh']);
    expect(await offered({ methods: ['write'], tags: ['people'] })).toEqual(['delete_a_shop_customer_by_id']);
    expect(await offered({})).toHaveLength(6);
  });

  test('servers are listed newest first in pages, without token or address', async () => {
    const account = await addAccount(gateway.store);
    const ids: string[] = [];
    for (let index = 0; index < 5; index += 1) ids.unshift((await make({}, account)).made.id);
    const seen: string[] = [];
    let cursor = '';
    for (let page = 0; page < 3; page += 1) {
      const { body } = await ask('GET', `/integrated-account/${account}/mcp?limit=2${cursor}`);
      for (const one of body.result) expect(Object.keys(one)).not.toContain('token');
      for (const one of body.result) expect(Object.keys(one)).not.toContain('url');
      seen.push(...body.result.map(({ id }: { id: string }) => id));
      cursor = `&next_cursor=${body.next_cursor}`;
      expect(body.next_cursor === null).toBe(page === 2);
    }
    expect([...seen].sort()).toEqual([...ids].sort());
  });

  test('a server is read, changed by the keys given, and removed', async () => {
    const { path, made, account } = await make({
      config: { methods: ['read'], tags: ['orders'] },
      expires_at: inSeconds(120),
    });
    const { token, url, ...plain } = made;
    expect(await ask('GET', path)).toEqual({ status: 200, body: plain });
    const renamed = await ask('PATCH', path, { name: 'y' });
    expect(renamed.body).toEqual({ ...plain, name: 'y', updated_at: expect.any(String) });
    const changed = await ask('PATCH', path, { config: { methods: ['custom'] }, expires_at: null });
    expect(changed.body).toMatchObject({
      config: { methods: ['custom'], tags: ['orders'] },
      expires_at: null,
    });
    await expect
      .poll(() => toolsAt(url), { timeout: 20_000 })
      .toEqual(['shop_orders_find', 'shop_orders_refresh']);
    const elsewhere = `/integrated-account/${await addAccount(gateway.store)}/mcp/${made.id}`;
    for (const verb of ['GET', 'DELETE']) expect((await ask(verb, elsewhere)).status).toBe(404);
    expect(await ask('DELETE', path)).toEqual({ status: 204, body: undefined });
    for (const verb of ['GET', 'DELETE']) expect((await ask(verb, path)).status).toBe(404);
    await expect
      .poll(async () => (await fetch(url, { method: 'POST' })).status, { timeout: 20_000 })
      .toBe(404);
    expect((await ask('GET', `/integrated-account/${account}/mcp`)).body).toEqual({
      result: [],
      next_cursor: null,
    });
  });

  test.each([
    ['no name', {}, 'the body lacks `name`'],
    ['no tool', { name: 'x', config: { methods: ['list'], tags: ['people'] } }, 'no tool passes'],
    [
      'a word of another product',
      { name: 'x', config: { methods: ['GET'] } },
      'Methods: read, write, custom',
    ],
    ['a tool exposure that is none', { name: 'x', config: { tool_exposure: 'some' } }, 'tool_exposure'],
    ['an end too near', { name: 'x', expires_at: inSeconds(30) }, 'at least 60 seconds ahead'],
    ['an end that is no time', { name: 'x', expires_at: 'soon' }, '`expires_at`'],
    ['a member that is none', { name: 'x', expires: null }, 'did you mean `expires_at`?'],
    ['no JSON', '{', 'the body is no JSON.'],
  ])('a server with %s is refused', async (_, body, message) => {
    const account = await addAccount(gateway.store);
    expect(await ask('POST', `/integrated-account/${account}/mcp`, body)).toEqual({
      status: 400,
      body: { statusCode: 400, error: 'Bad Request', message: expect.stringContaining(message) },
    });
    expect((await gateway.store.servers.list({ account, limit: 1 })).result).toEqual([]);
  });

  test('a body that comes in pieces is read, up to the limit', async () => {
    const account = await addAccount(gateway.store);
    const send = async (body: string) => {
      const pieces = new Blob([body]).stream();
      const { status } = await fetch(`${gateway.url}/integrated-account/${account}/mcp`, {
        method: 'POST',
        headers: { authorization: `Bearer ${admin}` },
        body: pieces,
        duplex: 'half',
      } as RequestInit);
      return status;
    };
    expect(await send('{ "name": "pieces" }')).toBe(201);
    expect(await send(JSON.stringify({ name: 'x'.repeat(2_000_000) }))).toBe(413);
  });

  test('a change that leaves no tool, or an end too near, changes nothing', async () => {
    const { path, made } = await make({ config: { tags: ['people'] } });
    for (const body of [{ config: { methods: ['read'] } }, { name: 'y', expires_at: inSeconds(59) }])
      expect((await ask('PATCH', path, body)).status).toBe(400);
    expect((await ask('GET', path)).body).toMatchObject({ name: made.name, config: made.config });
  });

  test.each([
    ['?limit=0', '`limit` is `0`'],
    ['?limit=101', 'expected a number from 1 to 100'],
    ['?next_cursor=x', 'the cursor is not one that was given'],
  ])('a page %s is refused', async (query, message) => {
    const account = await addAccount(gateway.store);
    const { status, body } = await ask('GET', `/integrated-account/${account}/mcp${query}`);
    expect([status, body.message]).toEqual([400, expect.stringContaining(message)]);
  });

  test('an account is added, seen without its secrets, found by tenant, rotated, tested and removed', async () => {
    const settings = { token: 'wrong-secret', region: 'eu' };
    const added = await ask('POST', '/integrated-account', {
      integration: 'shop',
      label: 'Ann',
      tenant_id: `tenant of ${databases.type}`,
      settings,
    });
    expect(added).toMatchObject({
      status: 201,
      body: { integration: 'shop', status: 'active', revision: 1 },
    });
    const path = `/integrated-account/${added.body.id}`;
    const seen = await ask('GET', path);
    expect(seen.body).toMatchObject({ settings: { region: 'eu' }, secrets: ['token'] });
    const failed = await ask('POST', `${path}/test`);
    expect(failed.body).toMatchObject({ ok: false, error: { code: 'unauthorized' } });
    const rotated = await ask('PATCH', path, { settings: { token: SECRET } });
    expect(rotated.body).toMatchObject({ revision: 2 });
    expect((await ask('POST', `${path}/test`)).body).toMatchObject({
      ok: true,
      tool: 'list_all_shop_orders',
    });
    const tenant = encodeURIComponent(`tenant of ${databases.type}`);
    const found = await ask('GET', `/integrated-account?integration=shop&tenant_id=${tenant}`);
    expect(found.body.result.map(({ id }: { id: string }) => id)).toEqual([added.body.id]);
    const all = JSON.stringify([added, seen, failed, rotated, found]);
    expect(all).not.toMatch(/(wrong|upstream)-secret/);
    expect((await ask('DELETE', path)).status).toBe(204);
    for (const verb of ['GET', 'DELETE']) expect((await ask(verb, path)).status).toBe(404);
    for (const part of ['/mcp', '/tools']) expect((await ask('GET', path + part)).status).toBe(404);
  });

  test('the tools of an account are told without MCP, by the same filters', async () => {
    const path = `/integrated-account/${await addAccount(gateway.store)}/tools`;
    const all = await ask('GET', path);
    expect(all.body).toHaveLength(6);
    const { body } = await ask('GET', `${path}?methods=write,list&tags=orders`);
    const names = body.map(({ name }: { name: string }) => name);
    expect(names.sort()).toEqual(['create_a_shop_order', 'list_all_shop_orders']);
    const [get] = (await ask('GET', `${path}?methods=get`)).body;
    expect(get).toMatchObject({
      name: 'get_single_shop_order_by_id',
      resource: 'orders',
      method: 'get',
      tags: ['orders'],
      required: ['id'],
      input_schema: { type: 'object', required: ['id'] },
    });
    expect((await ask('GET', `${path}?methods=`)).body).toEqual([]);
  });

  test('API tokens are made, listed without the token, and revoked', async () => {
    const made = await ask('POST', '/api-token', { name: 'deploy', scopes: ['admin'] });
    expect(made).toMatchObject({ status: 201, body: { name: 'deploy', created_by: 'test admin' } });
    const { token, ...plain } = made.body;
    expect((await ask('GET', '/api-token')).body.result).toContainEqual(plain);
    const asIt = () =>
      fetch(`${gateway.url}/api-token`, { headers: { authorization: `Bearer ${token}` } }).then(
        ({ status }) => status,
      );
    expect(await asIt()).toBe(200);
    expect((await ask('DELETE', `/api-token/${plain.id}`)).status).toBe(204);
    await expect.poll(asIt, { timeout: 20_000 }).toBe(401);
    expect((await ask('DELETE', `/api-token/${plain.id}`)).status).toBe(404);
    const wrong = await ask('POST', '/api-token', { name: 'x', scopes: ['root'] });
    expect([wrong.status, wrong.body.message]).toEqual([400, expect.stringContaining('`scopes`')]);
  });

  test('the log is filtered and paged', async () => {
    const { made, account } = await make();
    const before = new Date().toISOString();
    const client = await connectHttp('2025', made.url);
    for (const id of ['1', '2', '3']) await client.call('get_single_shop_order_by_id', { id });
    await client.call('no_such_tool');
    await client.close();
    const log = async (query: string) => (await ask('GET', `/log?mcp_server_id=${made.id}&${query}`)).body;
    const tools = async (query: string) =>
      (await log(query)).result.map(({ tool }: { tool: string }) => tool.slice(0, 12));
    expect(await tools('log_type=mcp')).toEqual(['no_such_tool', ...Array(3).fill('get_single_s')]);
    expect(await tools('status=ok')).toHaveLength(3);
    expect(await tools('status=unknown_tool')).toEqual(['no_such_tool']);
    expect(await tools('tool_name=get_single_shop_order_by_id')).toHaveLength(3);
    expect(await tools(`integrated_account_id=${account}&since=${before}`)).toHaveLength(4);
    expect(await tools(`until=${before}`)).toEqual([]);
    expect(await tools('integrated_account_id=other')).toEqual([]);
    const first = await log('limit=3');
    const second = await log(`limit=3&next_cursor=${first.next_cursor}`);
    const ids = [...first.result, ...second.result].map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => b - a));
    expect([ids.length, second.next_cursor]).toEqual([4, null]);
    expect(first.result[1]).toMatchObject({
      status: 'ok',
      integration: 'shop',
      account_id: account,
      upstream_attempts: 1,
      arguments_hash: expect.stringMatching(/^[\w-]{43}$/),
    });
  });

  test.each([
    ['server=1', 'there is no filter `server`; expected one of tool_name'],
    ['since=yesterday', '`since` is `yesterday`; expected a time'],
    ['log_type=proxy', 'expected `mcp`'],
    ['limit=1000', 'expected a number from 1 to 100'],
    ['next_cursor=WyJ4Il0', 'the cursor is not one that was given'],
  ])('the log with %s is refused', async (query, message) => {
    const { status, body } = await ask('GET', `/log?${query}`);
    expect([status, body.message]).toEqual([400, expect.stringContaining(message)]);
  });
});
