import type { ChildProcess } from 'node:child_process';
import { afterEach, expect, test } from 'vitest';
import type { AccountRecord, Store } from '../../engine/gateway/store/contract.ts';
import { createAccount } from '../../engine/operation/account.ts';
import { type Catalog, createCatalog } from '../../engine/operation/catalog.ts';
import { CURSOR_KEY, integrationFrom } from '../support/integration.ts';
import { runScript } from '../support/store-process.ts';
import { onBothDatabases } from '../support/stores.ts';
import { json, startUpstream, type Upstream } from '../support/upstream.ts';

/** An API with logins, whose sessions can be made to end. */
async function startApi() {
  let logins = 0;
  const valid = new Set<string>();
  const upstream = await startUpstream(({ path, headers }, response) => {
    if (path === '/login') {
      logins += 1;
      const token = `session-${logins}-of-upstream`;
      valid.add(token);
      setTimeout(() => json(response, 200, { token }), 50);
    } else if (valid.has(String(headers['x-token']))) json(response, 200, { id: 1 });
    else json(response, 401, {});
  });
  return { upstream, valid, logins: () => logins };
}

const integrationOf = ({ url }: Upstream) =>
  integrationFrom(`
ymcp: 1
name: shop
label: Shop
base_url: ${url}
limits: { concurrency: 50 }
account:
  properties: { password: { type: string, writeOnly: true } }
auth:
  type: session
  login: { request: POST /login, body: { password: "{{$account.password}}" }, token: token }
  headers: { X-Token: "{{$token}}" }
resources: { things: { methods: { get: "GET /things/{id}" } } }
`);

function replicaOf(store: Store, record: AccountRecord, upstream: Upstream): Catalog {
  const integration = integrationOf(upstream);
  const sessions = store.upstreamTokens(record);
  const account = createAccount(integration, { password: 'pass-word' }, { id: record.id, sessions });
  return createCatalog([{ integration, account }], { cursorKey: CURSOR_KEY });
}

const call = async (replica: Catalog) => {
  const outcome = await replica.call('get_single_shop_thing_by_id', { id: '1' });
  return 'error' in outcome ? outcome.error.message : 'ok';
};

let api: Awaited<ReturnType<typeof startApi>>;
let child: ChildProcess | undefined;
afterEach(async () => {
  child?.kill('SIGKILL');
  await api.upstream.close();
});

onBothDatabases((databases) => {
  async function startReplicas() {
    api = await startApi();
    const url = await databases.create();
    const stores = [await databases.open(url), await databases.open(url)] as const;
    const given = { integration: 'shop', label: 'Ann', tenant_id: null, status: 'active' } as const;
    const record = await stores[0].accounts.add(given, {});
    const replicas = stores.map((store) => replicaOf(store, record, api.upstream));
    return { url, record, stores, replicas: replicas as [Catalog, Catalog] };
  }

  test('500 calls at once over two replicas log in once, and once more when the session has ended', async () => {
    const { replicas } = await startReplicas();
    const callAll = () => Promise.all(Array.from({ length: 500 }, (_, n) => call(replicas[n % 2]!)));
    expect(new Set(await callAll())).toEqual(new Set(['ok']));
    expect(api.logins()).toBe(1);
    api.valid.clear();
    expect(new Set(await callAll())).toEqual(new Set(['ok']));
    expect(api.logins()).toBe(2);
  });

  test('a session that another replica got and that has ended too is renewed within the call', async () => {
    const { replicas } = await startReplicas();
    await call(replicas[0]);
    api.valid.clear();
    await call(replicas[1]);
    api.valid.clear();
    expect(await call(replicas[0])).toBe('ok');
    expect(api.logins()).toBe(3);
  });

  test('an API that refuses every session is asked for one per call', async () => {
    const { replicas } = await startReplicas();
    await call(replicas[0]);
    api.valid.add = () => api.valid;
    api.valid.clear();
    expect(await call(replicas[0])).toContain('401');
    expect(api.logins()).toBe(2);
  });

  test('a replica that is killed while it renews does not keep the others from it', async () => {
    const { url, record, replicas } = await startReplicas();
    const holder = runScript(
      url,
      `await store.locks.run('renew ${record.id}', () => new Promise((never) => {
         process.stdout.write('held');
         setTimeout(never, 600_000);
       }));`,
    );
    child = holder.child;
    await holder.printed;
    let isDone = false;
    const called = call(replicas[0]).finally(() => {
      isDone = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(isDone).toBe(false);
    child.kill('SIGKILL');
    expect(await called).toBe('ok');
  });

  test('work under a lock that fails lets the next one in', async () => {
    const { stores } = await startReplicas();
    const failing = stores[0].locks.run('x', async () => {
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await stores[1].locks.run('x', async () => 'in')).toBe('in');
  });
});
