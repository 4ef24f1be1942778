import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Change, Store } from '../../engine/gateway/store/contract.ts';
import { runScript } from '../support/store-process.ts';
import { onBothDatabases } from '../support/stores.ts';

const given = { integration: 'shop', label: 'Ann', tenant_id: null, status: 'active' } as const;
const server = { name: 's', config: {}, expires_at: null, created_by: null };

/** The changes that a replica is told of; it listens when this resolves. */
async function listenTo(store: Store): Promise<Change[]> {
  const changes: Change[] = [];
  store.changes.subscribe((change) => changes.push(change));
  await until(() => changes.length > 0);
  expect(changes.splice(0)).toEqual([{ type: 'all' }]);
  return changes;
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(10);
}

onBothDatabases((databases) => {
  test('what one replica changes, all are told of', async () => {
    const url = await databases.create();
    const [a, b] = [await databases.open(url), await databases.open(url)];
    const account = await a.accounts.add(given, {});
    const one = (await a.servers.add({ ...server, integrated_account_id: account.id }, 'hash'))!;
    const token = await a.apiTokens.add(
      { name: 't', scopes: ['call'], expires_at: null, created_by: null },
      'hash',
    );
    const told = [await listenTo(a), await listenTo(b)];
    await a.servers.update(one.id, () => ({ name: 'other' }));
    await b.servers.remove(one.id);
    await a.apiTokens.remove(token.id);
    await a.accounts.rotate(account.id, {}, 'active');
    await b.accounts.remove(account.id);
    const expected: Change[] = [
      { type: 'server', id: one.id },
      { type: 'server', id: one.id },
      { type: 'api_token', id: token.id },
      { type: 'account', id: account.id },
      { type: 'account', id: account.id },
    ];
    await until(() => told.every((changes) => changes.length >= expected.length));
    expect(told).toEqual([expected, expected]);
  });

  test('a change that is rolled back is told to nobody', async () => {
    const url = await databases.create();
    const store = await databases.open(url);
    const account = await store.accounts.add(given, {});
    const one = (await store.servers.add({ ...server, integrated_account_id: account.id }, 'hash'))!;
    const told = await listenTo(store);
    const refused = store.servers.update(one.id, () => {
      throw new Error('no');
    });
    await expect(refused).rejects.toThrow('no');
    await store.servers.remove(one.id);
    await until(() => told.length > 0);
    expect(told).toEqual([{ type: 'server', id: one.id }]);
  });

  test('a replica that is killed loses no record of a call that it had answered, and stops no other', async () => {
    const url = await databases.create();
    const store = await databases.open(url);
    const loop = `
      const entry = (request_id) => ({ at: new Date().toISOString(), request_id, who: null, server_id: 's', account_id: 'a',
        integration: 'i', tool: 't', arguments_hash: '', status: 'ok', upstream_attempts: 1, duration_ms: 1,
        bytes_received: 1, bytes_returned: 1, protocol: null, client: null });
      let n = 0;
      const caller = async () => { for (;;) { const id = String(n++); await store.audit.append(entry(id)); process.stdout.write(id + '\\n'); } };
      for (let callers = 0; callers < 50; callers += 1) caller();`;
    for (let round = 0; round < 3; round += 1) {
      const before = (await store.audit.query({}, { limit: 1 })).result[0]?.id ?? 0;
      const script = runScript(url, loop);
      await script.printed;
      await sleep(150 + round * 37);
      script.child.kill('SIGKILL');
      const { stdout } = await script.ended;
      const answered = stdout.split('\n').slice(0, -1);
      const kept = new Set<string>();
      for (let after = before; ; ) {
        const records = await store.audit.follow({}, after, 1_000);
        for (const { request_id } of records) kept.add(request_id);
        if (records.length === 0) break;
        after = records.at(-1)!.id;
      }
      expect(answered.length).toBeGreaterThan(50);
      expect(answered.filter((id) => !kept.has(id))).toEqual([]);
      await store.audit.append(ENTRY);
    }
  });

  test('whoever follows the audit misses nothing that several replicas write', async () => {
    const url = await databases.create();
    const stores = [await databases.open(url), await databases.open(url)];
    const seen: string[] = [];
    let isOver = false;
    const following = (async () => {
      for (let after = 0; ; ) {
        const isLast = isOver;
        const records = await stores[0]!.audit.follow({}, after, 1_000);
        seen.push(...records.map(({ request_id }) => request_id));
        after = records.at(-1)?.id ?? after;
        await sleep(1);
        if (isLast && records.length === 0) return;
      }
    })();
    const ids = Array.from({ length: 600 }, (_, n) => `r${n}`);
    await Promise.all(
      ids.map(async (request_id, n) => {
        await sleep(Math.floor(n / 4));
        await stores[n % 2]!.audit.append({ ...ENTRY, request_id });
      }),
    );
    isOver = true;
    await following;
    expect(seen.toSorted()).toEqual(ids.toSorted());
  });

  if (databases.type === 'postgres')
    test('after a crash of the server replicas go on, and are told that anything may have changed', async () => {
      const url = await databases.create();
      const store = await databases.open(url);
      const account = await store.accounts.add(given, { a: 1 });
      const told = await listenTo(store);
      await databases.server().crash();
      await until(() => told.some(({ type }) => type === 'all'));
      expect((await store.accounts.open(account.id))?.settings).toEqual({ a: 1 });
      await store.accounts.remove(account.id);
      await until(() => told.some(({ type }) => type === 'account'));
    });
});

const ENTRY = {
  at: '2026-11-24T10:00:00.000Z',
  request_id: '',
  who: null,
  server_id: 's',
  account_id: 'a',
  integration: 'shop',
  tool: 't',
  arguments_hash: '',
  status: 'ok',
  upstream_attempts: 1,
  duration_ms: 1,
  bytes_received: 1,
  bytes_returned: 1,
  protocol: null,
  client: null,
};
