import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Store } from '../../engine/gateway/store/contract.ts';
import {
  addAccount,
  addApiToken,
  addServer,
  shopAt,
  startGateway,
  type TestGateway,
} from '../support/gateway.ts';
import { onBothDatabases } from '../support/stores.ts';
import { json, startUpstream, type Upstream } from '../support/upstream.ts';

/** So long that no window ends within a test. */
const SECONDS = 3_600;
const CALL = {
  jsonrpc: '2.0',
  id: 1,
  method: 'tools/call',
  params: { name: 'get_single_shop_order_by_id', arguments: { id: '1' } },
};

onBothDatabases((databases) => {
  let upstream: Upstream;
  let store: Store;
  let gateways: TestGateway[];
  let release: () => void = () => {};
  let held: Promise<void> | undefined;
  beforeAll(async () => {
    upstream = await startUpstream(async ({ path }, response) => {
      await held;
      json(response, 200, { path });
    });
    const database = await databases.create();
    const allowance = (requests: number) => ({ requests, seconds: SECONDS });
    const start = async () =>
      startGateway(await databases.open(database), shopAt(upstream.url), {
        allowances: { server: allowance(6), account: allowance(9), api_token: allowance(12) },
        concurrency: 2,
      });
    gateways = [await start(), await start()];
    store = await databases.open(database);
  });
  afterAll(async () => {
    release();
    await Promise.all(gateways.map((one) => one.close()));
    await upstream.close();
  });

  const call = (index: number, token: string, headers: Record<string, string> = {}) =>
    fetch(`${gateways[index % 2]?.url}/mcp/${token}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        ...headers,
      },
      body: JSON.stringify(CALL),
    });
  const statuses = async (count: number, ask: (index: number) => Promise<Response>) => {
    const found: number[] = [];
    for (let index = 0; index < count; index += 1) {
      const answer = await ask(index);
      await answer.text();
      found.push(answer.status);
    }
    return found;
  };
  const times = (count: number, value: number) => Array<number>(count).fill(value);

  test('a server is limited over both gateways, and says how far it is and when to come again', async () => {
    const { token } = await addServer(store);
    const first = await call(0, token);
    expect(Object.fromEntries(first.headers)).toMatchObject({
      'ratelimit-limit': '6',
      'ratelimit-remaining': '5',
      'ratelimit-reset': expect.stringMatching(/^3(600|5\d\d)$/),
    });
    await first.text();
    expect(await statuses(6, (index) => call(index, token))).toEqual([...times(5, 200), 429]);
    const before = upstream.received.length;
    const refused = await call(1, token);
    expect(refused.status).toBe(429);
    expect(await refused.json()).toMatchObject({
      statusCode: 429,
      error: 'Too Many Requests',
      message: expect.stringMatching(/^too many requests; try again in 3\d{3} s\.$/),
    });
    expect(refused.headers.get('retry-after')).toBe(refused.headers.get('ratelimit-reset'));
    expect(refused.headers.get('ratelimit-remaining')).toBe('0');
    expect(upstream.received).toHaveLength(before);
  });

  test('all servers of an account are limited together, those of another one are not', async () => {
    const account = await addAccount(store);
    const servers = [await addServer(store, { account }), await addServer(store, { account })];
    const found = await statuses(10, (index) => call(index, servers[index % 2]?.token ?? ''));
    expect(found).toEqual([...times(9, 200), 429]);
    const { token } = await addServer(store);
    expect((await call(0, token)).status).toBe(200);
  });

  test('an API token is limited over all that it opens', async () => {
    const second = await addApiToken(store, 'call');
    const headers = { authorization: `Bearer ${second.token}` };
    const servers = await Promise.all(
      times(4, 0).map(() => addServer(store, { config: { require_api_token_auth: true } })),
    );
    const found = await statuses(14, (index) => call(index, servers[index % 4]?.token ?? '', headers));
    expect(found).toEqual([...times(12, 200), 429, 429]);
  });

  test('the management API counts too', async () => {
    const { token } = await addApiToken(store, 'admin');
    const found = await statuses(13, (index) =>
      fetch(`${gateways[index % 2]?.url}/log`, { headers: { authorization: `Bearer ${token}` } }),
    );
    expect(found).toEqual([...times(12, 200), 429]);
  });

  test('of calls at once, one gateway takes as many as it may, and the others are told to wait', async () => {
    const { token } = await addServer(store);
    held = new Promise((done) => {
      release = done;
    });
    const before = upstream.received.length;
    const running = [call(0, token), call(0, token)];
    await expect.poll(() => upstream.received.length, { timeout: 20_000 }).toBe(before + 2);
    const refused = await call(0, token);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1']);
    release();
    held = undefined;
    expect((await Promise.all(running)).map(({ status }) => status)).toEqual([200, 200]);
    await expect
      .poll(async () => (await call(0, token)).status, { timeout: 20_000, interval: 200 })
      .toBe(200);
  });
});
