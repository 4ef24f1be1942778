import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectHttp, connectSse, ERAS } from '../support/clients.ts';
import { addApiToken, addServer, shopAt, startGateway, type TestGateway } from '../support/gateway.ts';
import { onBothDatabases } from '../support/stores.ts';
import { json, startUpstream, type Upstream } from '../support/upstream.ts';

const PATIENCE = { timeout: 20_000 };

onBothDatabases((databases) => {
  let upstream: Upstream;
  let gateway: TestGateway;
  beforeAll(async () => {
    upstream = await startUpstream(({ path, verb, headers }, response) =>
      json(response, 200, { path, verb, seen: headers.authorization }),
    );
    gateway = await startGateway(await databases.open(await databases.create()), shopAt(upstream.url));
  });
  afterAll(async () => {
    await gateway.close();
    await upstream.close();
  });

  const names = async (url: string, headers = {}) => {
    const client = await connectHttp('2025', url, { headers });
    const tools = await client.listTools();
    await client.close();
    return tools.map(({ name }) => name);
  };

  describe.each(ERAS)('a client of %s', (era) => {
    test('lists and calls with the token in the path', async () => {
      const { token } = await addServer(gateway.store);
      const client = await connectHttp(era, `${gateway.url}/mcp/${token}`);
      expect(await client.listTools()).toHaveLength(5);
      const result = await client.call('get_single_shop_order_by_id', { id: '7' });
      expect(result.structuredContent).toMatchObject({ path: '/orders/7', seen: 'Bearer [redacted]' });
      await client.close();
    });

    test('lists and calls with the token in a header, at /mcp and at the address of the server', async () => {
      const { server, token } = await addServer(gateway.store);
      for (const path of ['/mcp', `/mcp/${server.id}`]) {
        const client = await connectHttp(era, gateway.url + path, {
          headers: { authorization: `Bearer ${token}` },
        });
        expect(await client.listTools()).toHaveLength(5);
        await client.close();
      }
    });
  });

  test('a client that speaks HTTP+SSE only is served on a stream', async () => {
    const { server, token } = await addServer(gateway.store);
    const client = await connectSse(`${gateway.url}/mcp/${token}/sse`);
    expect(await client.listTools()).toHaveLength(5);
    const result = await client.call('get_single_shop_order_by_id', { id: '7' });
    expect(result.structuredContent).toMatchObject({ path: '/orders/7' });
    await gateway.store.servers.remove(server.id);
    await expect
      .poll(
        () =>
          client.listTools().then(
            () => 'served',
            () => 'refused',
          ),
        PATIENCE,
      )
      .toBe('refused');
  });

  test.each([
    [{ methods: ['read'] }, ['get_single_shop_customer_by_id', 'get_single_shop_order_by_id']],
    [{ tags: ['people'] }, ['delete_a_shop_customer_by_id', 'get_single_shop_customer_by_id']],
    [{ methods: ['read'], tags: ['orders'] }, ['get_single_shop_order_by_id']],
    [{ methods: ['refund'] }, ['shop_orders_refund']],
    [{ tool_exposure: 'discovery' as const }, ['call_tool', 'get_tool_schema', 'search_tools']],
  ])('%j serves exactly %j', async (config, expected) => {
    const { token } = await addServer(gateway.store, { config });
    expect((await names(`${gateway.url}/mcp/${token}`)).sort()).toEqual(expected);
  });

  test('a tool outside the scope cannot be called by its name, nor through search', async () => {
    const before = upstream.received.length;
    for (const config of [
      { methods: ['read'] },
      { methods: ['read'], tool_exposure: 'discovery' as const },
    ]) {
      const { token } = await addServer(gateway.store, { config });
      const client = await connectHttp('2025', `${gateway.url}/mcp/${token}`);
      const direct = await client.call('delete_a_shop_customer_by_id', { id: '1' });
      const searched = await client.call('call_tool', {
        tool_name: 'delete_a_shop_customer_by_id',
        arguments: { id: '1' },
      });
      expect(direct.structuredContent.error?.code).toBe('unknown_tool');
      expect(searched.structuredContent.error?.code).toBe('unknown_tool');
      await client.close();
    }
    expect(upstream.received).toHaveLength(before);
  });

  test('a revoked server stops, its cached self too', async () => {
    const { server, token } = await addServer(gateway.store);
    const url = `${gateway.url}/mcp/${token}`;
    expect(await names(url)).toHaveLength(5);
    await gateway.store.servers.remove(server.id);
    await expect.poll(() => fetch(url, { method: 'POST' }).then(({ status }) => status), PATIENCE).toBe(404);
  });

  test('an expired server stops at once', async () => {
    const { token } = await addServer(gateway.store, {
      expires_at: new Date(Date.now() + 1_500).toISOString(),
    });
    const url = `${gateway.url}/mcp/${token}`;
    expect(await names(url)).toHaveLength(5);
    await new Promise((resolve) => setTimeout(resolve, 1_600));
    expect((await fetch(url, { method: 'POST' })).status).toBe(404);
  });

  test('a second factor is asked for where the server wants one', async () => {
    const { token, server } = await addServer(gateway.store, { config: { require_api_token_auth: true } });
    const url = `${gateway.url}/mcp/${token}`;
    const call = await addApiToken(gateway.store, 'call');
    const admin = await addApiToken(gateway.store, 'admin');
    const knock = async (address: string, headers: Record<string, string>) =>
      (await fetch(address, { method: 'POST', headers })).status;
    expect(await knock(url, {})).toBe(401);
    expect(await knock(url, { authorization: 'Bearer ymcpa_wrong' })).toBe(401);
    expect(await knock(url, { authorization: `Bearer ${admin.token}` })).toBe(401);
    expect(await names(url, { authorization: `Bearer ${call.token}` })).toHaveLength(5);
    const bearer = { authorization: `Bearer ${token}` };
    expect(await knock(`${gateway.url}/mcp/${server.id}`, bearer)).toBe(401);
    expect(
      await names(`${gateway.url}/mcp/${server.id}`, { ...bearer, 'ymcp-api-token': call.token }),
    ).toHaveLength(5);
    await gateway.store.apiTokens.remove(call.id);
    await expect.poll(() => knock(url, { authorization: `Bearer ${call.token}` }), PATIENCE).toBe(401);
  });

  test('every call is on record, and nobody finds a secret or an argument there', async () => {
    const { server, token } = await addServer(gateway.store);
    const client = await connectHttp('2025', `${gateway.url}/mcp/${token}`);
    await client.call('get_single_shop_order_by_id', { id: 'argument-nobody-keeps' });
    await client.call('no_such_tool');
    await client.close();
    const { result } = await gateway.store.audit.query({ server_id: server.id }, { limit: 10 });
    expect(result.map(({ tool, status, upstream_attempts }) => [tool, status, upstream_attempts])).toEqual([
      ['no_such_tool', 'unknown_tool', 0],
      ['get_single_shop_order_by_id', 'ok', 1],
    ]);
    const everything = JSON.stringify([result, gateway.lines]);
    for (const secret of [token, 'upstream-secret', 'argument-nobody-keeps'])
      expect(everything).not.toContain(secret);
    expect(gateway.lines.map((line) => JSON.parse(line).route)).toContain('/mcp/:name');
  });

  test('a confirmation is good once', async () => {
    const { token } = await addServer(gateway.store);
    const client = await connectHttp('2025', `${gateway.url}/mcp/${token}`);
    const asked = await client.call('shop_orders_refund', { id: '1' });
    const confirm_token = String(asked.structuredContent.error?.confirm_token);
    const agreed = { id: '1', confirm_token };
    expect((await client.call('shop_orders_refund', agreed)).isError).not.toBe(true);
    expect((await client.call('shop_orders_refund', agreed)).structuredContent.error?.code).toBe(
      'confirmation_required',
    );
    await client.close();
  });
});
