import { expect, test } from 'vitest';
import { hashToken } from '../../engine/gateway/secret-token.ts';
import type { CallEntry, Store } from '../../engine/gateway/store/contract.ts';
import { KEY, onBothDatabases } from '../support/stores.ts';

const SETTINGS = { email: 'ann@example.com', password: 'pass-of-ann' };

const addAccount = (store: Store, label = 'Ann') =>
  store.accounts.add({ integration: 'shop', label, tenant_id: null, status: 'active' }, SETTINGS);

const addServer = async (store: Store, token: string, account: string, expires_at: string | null = null) => {
  const server = { name: 'one', config: { methods: ['read'] }, integrated_account_id: account };
  return (await store.servers.add({ ...server, expires_at, created_by: null }, hashToken(token)))!;
};

const entry = (change: Partial<CallEntry> = {}): CallEntry => ({
  at: '2026-11-24T10:00:00.000Z',
  request_id: 'r',
  who: null,
  server_id: 's',
  account_id: 'a',
  integration: 'shop',
  tool: 'list_all_shop_orders',
  arguments_hash: 'h',
  status: 'ok',
  upstream_attempts: 1,
  duration_ms: 12.6,
  bytes_received: 3_000_000_000,
  bytes_returned: 5,
  protocol: null,
  client: null,
  ...change,
});

onBothDatabases((databases) => {
  test('an account comes back with its settings, and is listed without them', async () => {
    const store = await databases.open(await databases.create());
    const account = await addAccount(store);
    expect(await store.accounts.open(account.id)).toEqual({ ...account, settings: SETTINGS });
    expect(await store.accounts.list()).toEqual([account]);
    expect(await store.accounts.list({ integration: 'other' })).toEqual([]);
    expect(JSON.stringify([account, await store.accounts.find(account.id)])).not.toContain('pass-of-ann');
  });

  test('a rotation begins a new revision, to which older tokens do not belong', async () => {
    const store = await databases.open(await databases.create());
    const before = await addAccount(store);
    const old = store.upstreamTokens(before);
    await old.save(before.id, { accessToken: 'first' });
    expect(await old.load(before.id)).toEqual({ accessToken: 'first' });

    const after = (await store.accounts.rotate(before.id, { ...SETTINGS, password: 'new' }, 'active'))!;
    expect(after.revision).toBe(2);
    // A replica that has not heard of the rotation yet renews under the old settings.
    await old.save(before.id, { accessToken: 'late' });
    expect(await store.upstreamTokens(after).load(after.id)).toBeUndefined();
    await store.upstreamTokens(after).save(after.id, { accessToken: 'second', expiresAt: 5 });
    expect(await store.upstreamTokens(after).load(after.id)).toEqual({ accessToken: 'second', expiresAt: 5 });
    await store.accounts.setStatus(before, 'needs_reauth');
    expect((await store.accounts.find(before.id))?.status).toBe('active');
    await store.accounts.setStatus(after, 'needs_reauth');
    expect((await store.accounts.find(before.id))?.status).toBe('needs_reauth');
    expect(await store.accounts.rotate('nobody', {}, 'active')).toBeUndefined();
  });

  test('with an account go its servers, tokens and connects', async () => {
    const store = await databases.open(await databases.create());
    const account = await addAccount(store);
    await addServer(store, 'token', account.id);
    await store.upstreamTokens(account).save('', { accessToken: 'x' });
    await store.connects.add({
      state: 'state',
      account_id: account.id,
      revision: 1,
      verifier: 'v',
      redirect_uri: 'http://localhost/',
      expires_at: '2100-01-01T00:00:00.000Z',
    });
    expect(await store.accounts.remove(account.id)).toBe(true);
    expect(await store.accounts.remove(account.id)).toBe(false);
    expect(await store.servers.findByToken(hashToken('token'))).toBeUndefined();
    expect(await store.connects.take('state', '2026-01-01T00:00:00.000Z')).toBeUndefined();
    expect(await store.upstreamTokens(account).load('')).toBeUndefined();
    expect(
      await store.servers.add(
        { name: 'x', config: {}, integrated_account_id: account.id, expires_at: null, created_by: null },
        'hash',
      ),
    ).toBeUndefined();
  });

  test('a connect is good once, and not after its end', async () => {
    const store = await databases.open(await databases.create());
    const account = await addAccount(store);
    const connect = {
      state: 'one',
      account_id: account.id,
      revision: 1,
      verifier: 'secret-verifier',
      redirect_uri: 'http://localhost/callback',
      expires_at: '2026-11-24T10:05:00.000Z',
    };
    await store.connects.add(connect);
    await store.connects.add({ ...connect, state: 'two' });
    const [first, second] = await Promise.all([
      store.connects.take('one', '2026-11-24T10:00:00.000Z'),
      store.connects.take('one', '2026-11-24T10:00:00.000Z'),
    ]);
    expect([first, second].filter(Boolean)).toEqual([connect]);
    expect(await store.connects.take('two', '2026-11-24T10:05:00.000Z')).toBeUndefined();
  });

  test('servers are found by token, changed, paged and removed', async () => {
    const store = await databases.open(await databases.create());
    const account = await addAccount(store);
    const made = [];
    for (let n = 0; n < 5; n += 1) made.push(await addServer(store, `token ${n}`, account.id));
    expect(await store.servers.findByToken(hashToken('token 3'))).toEqual(made[3]);
    expect(await store.servers.findByToken('token 3')).toBeUndefined();

    const seen: string[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await store.servers.list({ limit: 2, cursor, account: account.id });
      seen.push(...page.result.map(({ id }) => id));
      if (page.next_cursor === null) break;
      cursor = page.next_cursor;
    }
    expect(seen.toSorted()).toEqual(made.map(({ id }) => id).toSorted());
    await expect(store.servers.list({ limit: 2, cursor: 'x' })).rejects.toThrow('the cursor is not one');

    const id = made[0]!.id;
    await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        store.servers.update(id, ({ name }) => ({ name: `${name}+`, config: { tags: [`t${n}`] } })),
      ),
    );
    expect((await store.servers.find(id))?.name).toBe(`one${'+'.repeat(20)}`);
    expect(await store.servers.remove(id)).toBe(true);
    expect(await store.servers.remove(id)).toBe(false);
    expect(await store.servers.update(id, () => ({}))).toBeUndefined();
  });

  test('API tokens are found by token', async () => {
    const store = await databases.open(await databases.create());
    const token = { name: 'ci', scopes: ['admin', 'call'] as const, expires_at: null, created_by: 'ann' };
    const made = await store.apiTokens.add(token, hashToken('t'));
    expect(await store.apiTokens.findByToken(hashToken('t'))).toEqual(made);
    expect(await store.apiTokens.list()).toEqual([made]);
    expect(await store.apiTokens.remove(made.id)).toBe(true);
    expect(await store.apiTokens.findByToken(hashToken('t'))).toBeUndefined();
  });

  test('a sweep deletes what is over, and nothing else', async () => {
    const store = await databases.open(await databases.create());
    const account = await addAccount(store);
    await addServer(store, 'over', account.id, '2026-11-24T10:00:00.000Z');
    await addServer(store, 'good', account.id, '2026-11-24T10:00:00.001Z');
    await addServer(store, 'for good', account.id);
    const dated = Array.from({ length: 2_500 }, () => entry());
    await Promise.all([...dated, entry({ at: '2026-11-24T11:00:00.000Z' })].map(store.audit.append));
    expect(await store.sweep('2026-11-24T10:00:00.000Z', '2026-11-24T11:00:00.000Z')).toEqual({
      servers: 1,
      apiTokens: 0,
      audit: 2_500,
    });
    expect(await store.servers.findByToken(hashToken('over'))).toBeUndefined();
    expect((await store.servers.list({ limit: 10 })).result).toHaveLength(2);
    expect((await store.audit.query({}, { limit: 10 })).result).toHaveLength(1);
  });

  test('audit records are filtered, paged from the newest, and followed from the oldest', async () => {
    const store = await databases.open(await databases.create());
    for (let n = 0; n < 10; n += 1)
      await store.audit.append(
        entry({
          at: `2026-11-24T10:00:0${n}.000Z`,
          status: n % 2 === 0 ? 'ok' : 'rejected',
          tool: `tool ${n}`,
        }),
      );
    const page = await store.audit.query({ status: 'rejected' }, { limit: 3 });
    expect(page.result.map(({ tool }) => tool)).toEqual(['tool 9', 'tool 7', 'tool 5']);
    const rest = await store.audit.query(
      { status: 'rejected' },
      { limit: 3, cursor: page.next_cursor ?? '' },
    );
    expect(rest.result.map(({ tool }) => tool)).toEqual(['tool 3', 'tool 1']);
    expect(rest.next_cursor).toBeNull();
    expect(page.result[0]).toMatchObject({ duration_ms: 13, bytes_received: 3_000_000_000 });
    const between = { since: '2026-11-24T10:00:03.000Z', until: '2026-11-24T10:00:05.000Z' };
    const found = await store.audit.query(between, { limit: 10 });
    expect(found.result.map(({ tool }) => tool)).toEqual(['tool 4', 'tool 3']);
    const followed = await store.audit.follow({}, rest.result[1]!.id, 3);
    expect(followed.map(({ tool }) => tool)).toEqual(['tool 2', 'tool 3', 'tool 4']);
  });

  test('texts that callers chose cannot spoil the audit', async () => {
    const store = await databases.open(await databases.create());
    const hostile = entry({ tool: `a\0b\ud800c"';--${'x'.repeat(10_000)}` });
    await Promise.all([store.audit.append(hostile), store.audit.append(entry({ client: '\u0000' }))]);
    const { result } = await store.audit.query({}, { limit: 5 });
    expect(result).toHaveLength(2);
    expect(result[1]?.tool).toMatch(/^a�b�c"';--x+…$/);
    expect(result[1]?.tool.length).toBeLessThan(210);
  });

  test('the hash of arguments is the same in every replica, and another in another gateway', async () => {
    const url = await databases.create();
    const [a, b] = [await databases.open(url), await databases.open(url)];
    const other = await databases.open(await databases.create());
    expect(a.audit.hashArguments({ id: 1 })).toBe(b.audit.hashArguments({ id: 1 }));
    expect(a.audit.hashArguments({ id: 1 })).not.toBe(a.audit.hashArguments({ id: 2 }));
    expect(a.audit.hashArguments({ id: 1 })).not.toBe(other.audit.hashArguments({ id: 1 }));
  });

  test('requests are counted over all replicas, each of many at once', async () => {
    const url = await databases.create();
    const stores = [await databases.open(url), await databases.open(url)];
    const limits = [
      { key: 'server a', points: 30, seconds: 60 },
      { key: 'account a', points: 1_000, seconds: 60 },
    ];
    const states = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        stores[n % 2]!.limits.take(n % 3 === 0 ? limits : limits.toReversed()),
      ),
    );
    const ofServer = states.flat().filter(({ limit }) => limit === 30);
    expect(ofServer.filter(({ isWithin }) => isWithin)).toHaveLength(30);
    expect(new Set(ofServer.filter(({ isWithin }) => isWithin).map(({ remaining }) => remaining)).size).toBe(
      30,
    );
    expect(states.flat().filter(({ limit, isWithin }) => limit === 1_000 && isWithin)).toHaveLength(50);
    expect(ofServer.every(({ reset }) => reset >= 1 && reset <= 60)).toBe(true);
  });

  test('a window that has ended begins anew', async () => {
    const store = await databases.open(await databases.create());
    const limit = { key: 'k', points: 1, seconds: 0.05 };
    const [first] = await store.limits.take([limit]);
    expect(first).toMatchObject({ isWithin: true, remaining: 0 });
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(await store.limits.take([limit])).toMatchObject([{ isWithin: true }]);
  });

  test('a database under another key is refused, and says which key it wants', async () => {
    const url = await databases.create();
    await databases.open(url);
    await expect(databases.open(url, Buffer.alloc(32, 2))).rejects.toThrow(
      /the database is under the key `[0-9a-f]{8}`, and the one given is `[0-9a-f]{8}`/,
    );
    await expect(databases.open(url, Buffer.alloc(16, 2))).rejects.toThrow(
      'the key has 16 bytes; expected 32',
    );
    await expect(databases.open(url, KEY)).resolves.toBeDefined();
  });

  test('a store that is closed writes what it had accepted', async () => {
    const url = await databases.create();
    const closing = await databases.open(url);
    const appended = Promise.all(Array.from({ length: 50 }, () => closing.audit.append(entry())));
    await closing.close();
    await appended;
    expect((await (await databases.open(url)).audit.query({}, { limit: 100 })).result).toHaveLength(50);
    await expect(closing.check()).rejects.toThrow();
  });
});
