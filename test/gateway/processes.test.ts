import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Store } from '../../engine/gateway/store/contract.ts';
import { connectHttp } from '../support/clients.ts';
import { addAccount, addServer } from '../support/gateway.ts';
import { type Replica, startReplica } from '../support/replica.ts';
import { onBothDatabases } from '../support/stores.ts';
import { json, startUpstream, type Upstream } from '../support/upstream.ts';

const CALL = {
  jsonrpc: '2.0',
  id: 1,
  method: 'tools/call',
  params: { name: 'get_single_shop_order_by_id', arguments: { id: '1' } },
};

// Each starts several processes of its own.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

onBothDatabases((databases) => {
  let folder: string;
  let upstream: Upstream;
  let store: Store;
  let replicas: Replica[];
  let database: string;
  let logins = 0;
  const wide = ['--limit-server', '100000/10', '--limit-account', '100000/10', '--concurrency', '1000'];

  beforeAll(async () => {
    upstream = await startUpstream(({ path, headers }, response) => {
      if (path === '/login') {
        logins += 1;
        setTimeout(() => json(response, 200, { token: `session-${logins}` }), 50);
      } else if (headers.authorization?.startsWith('Bearer session-')) {
        json(response, 200, { path });
      } else json(response, 401, {});
    });
    folder = mkdtempSync(join(tmpdir(), 'ymcp-replicas-'));
    writeFileSync(
      join(folder, 'shop.yaml'),
      `
ymcp: 1
name: shop
label: Shop
account: { required: [token], properties: { token: { type: string, writeOnly: true } } }
base_url: ${upstream.url}
auth:
  type: session
  login: { request: POST /login, body: { secret: "{{$account.token}}" }, token: token }
  headers: { Authorization: "Bearer {{$token}}" }
limits: { concurrency: 64 }
resources: { orders: { methods: { get: "GET /orders/{id}" } } }
`,
    );
    database = await databases.create();
    store = await databases.open(database);
    replicas = await Promise.all([1, 2].map(() => start()));
  });
  afterAll(async () => {
    for (const replica of replicas) replica.signal('SIGTERM');
    await Promise.all(replicas.map(({ ended }) => ended));
    await upstream.close();
    rmSync(folder, { recursive: true });
  });

  const start = () => startReplica(database, join(folder, 'shop.yaml'), wide);
  const post = (replica: Replica | undefined, token: string) =>
    fetch(`${replica?.url}/mcp/${token}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
      body: JSON.stringify(CALL),
    });
  const call = async (replica: Replica | undefined, token: string) => {
    const response = await post(replica, token);
    const text = await response.text();
    return text.includes('"path":"/orders/1"') ? 'ok' : `${response.status} ${text}`;
  };

  test('500 calls at once on two replicas with a cold token cause one login', async () => {
    const { token } = await addServer(store, { account: await addAccount(store, { token: 'cold-secret' }) });
    const before = logins;
    const results = await Promise.all(
      Array.from({ length: 500 }, (_, index) => call(replicas[index % 2], token)),
    );
    expect(new Set(results)).toEqual(new Set(['ok']));
    expect(logins - before).toBe(1);
  });

  test('a server revoked through one stops on the other', async () => {
    const { server, token } = await addServer(store);
    for (const replica of replicas) expect(await call(replica, token)).toBe('ok');
    await store.servers.remove(server.id);
    for (const replica of replicas)
      await expect.poll(async () => (await post(replica, token)).status, { timeout: 20_000 }).toBe(404);
  });

  test('a replica killed under load loses no record of a finished call, and clients of the other notice nothing', async () => {
    const { server, token } = await addServer(store);
    const victim = await start();
    const finished: string[] = [];
    const load = async (replica: Replica, count: number) => {
      const results: string[] = [];
      for (let index = 0; index < count; index += 1) {
        const response = await post(replica, token).catch(() => undefined);
        const text = await response?.text().catch(() => undefined);
        if (text?.includes('"path"')) finished.push(String(response?.headers.get('x-request-id')));
        results.push(text?.includes('"path"') ? 'ok' : 'lost');
      }
      return results;
    };
    const onVictim = Array.from({ length: 8 }, () => load(victim, 25));
    const onOther = Array.from({ length: 8 }, () => load(replicas[0] as Replica, 25));
    await expect.poll(() => finished.length, { timeout: 60_000 }).toBeGreaterThan(40);
    victim.signal('SIGKILL');
    expect(new Set((await Promise.all(onOther)).flat())).toEqual(new Set(['ok']));
    expect((await Promise.all(onVictim)).flat()).toContain('lost');
    const recorded = new Set<string>();
    for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
      const page = await store.audit.query({ server_id: server.id }, { limit: 100, cursor });
      for (const { request_id } of page.result) recorded.add(request_id);
      cursor = page.next_cursor ?? undefined;
    }
    expect(finished.filter((id) => !recorded.has(id))).toEqual([]);
    // What the victim had got from the API is there for who comes after it.
    const before = logins;
    const heir = await start();
    expect(await call(heir, token)).toBe('ok');
    expect(logins).toBe(before);
    heir.signal('SIGTERM');
    await heir.ended;
  });

  test('a call under way ends when its replica is stopped, and its connection does not', async () => {
    const { token } = await addServer(store);
    const replica = await start();
    const client = await connectHttp('2026', `${replica.url}/mcp/${token}`);
    expect(await client.listTools()).toHaveLength(1);
    const calls = Array.from({ length: 20 }, () => client.call('get_single_shop_order_by_id', { id: '1' }));
    const results = Promise.allSettled(calls);
    await expect.poll(() => upstream.received.at(-1)?.path).toBe('/orders/1');
    replica.signal('SIGTERM');
    for (const one of await results)
      if (one.status === 'fulfilled') expect(one.value.structuredContent.path).toBe('/orders/1');
    expect(await replica.ended).toBe(0);
  });
});
