import { sql } from 'kysely';
import { expect, test } from 'vitest';
import type { Driver } from '../../engine/gateway/store/driver.ts';
import { migrate, VERSION } from '../../engine/gateway/store/migrations.ts';
import { openStore } from '../../engine/gateway/store/open.ts';
import { openPostgres } from '../../engine/gateway/store/postgres/driver.ts';
import { openSqlite } from '../../engine/gateway/store/sqlite/driver.ts';
import { runScript } from '../support/store-process.ts';
import { KEY, onBothDatabases } from '../support/stores.ts';

onBothDatabases((databases) => {
  const open = (url: string): Promise<Driver> =>
    (databases.type === 'sqlite' ? openSqlite : openPostgres)({ url, onFault: () => {} });

  test('of several processes that start at once on a fresh database, all come up', async () => {
    const url = await databases.create();
    const script = `await store.accounts.list(); await store.close(); console.log('up');`;
    const ran = await Promise.all(Array.from({ length: 4 }, () => runScript(url, script).ended));
    expect(ran).toEqual(Array.from({ length: 4 }, () => ({ code: 0, stdout: 'up\n', stderr: '' })));
    const store = await databases.open(url);
    expect(await store.accounts.list()).toEqual([]);
  });

  test('a database of a newer version is refused and left as it is', async () => {
    const url = await databases.create();
    const driver = await open(url);
    await migrate(driver);
    await driver.db.updateTable('meta').set({ value: '999' }).where('name', '=', 'version').execute();
    await expect(databases.open(url)).rejects.toThrow(
      `the database is of version 999, and this program knows up to ${VERSION}; use the newer program that made it.`,
    );
    const { rows } = await sql<{ value: string }>`select value from meta where name = 'version'`.execute(
      driver.db,
    );
    expect(rows).toEqual([{ value: '999' }]);
    await driver.close();
  });

  test('opening again changes nothing', async () => {
    const url = await databases.create();
    const first = await databases.open(url);
    const given = { integration: 'shop', label: 'Ann', tenant_id: null, status: 'active' } as const;
    const record = await first.accounts.add(given, { a: 1 });
    const second = await databases.open(url);
    expect(await second.accounts.open(record.id)).toEqual({ ...record, settings: { a: 1 } });
  });
});

test.each([
  ['mysql://x:secret-of-the-url@127.0.0.1/x', "the database's URL is not one"],
  ['postgres://x:secret-of-the-url@127.0.0.1:1/x', 'the database cannot be used: connect ECONNREFUSED'],
  ['postgres://x:secret-of-the-url@:::/x', "the database's URL is not one"],
  ['file:', 'names no file'],
  ['file:/nowhere/at/all/x.db', 'the database cannot be used'],
])('%s is refused in words, without its password', async (url, message) => {
  const error = await openStore({ url, key: KEY, onFault: () => {} }).catch((reason: Error) => reason);
  expect(error).toMatchObject({ name: 'StoreError', message: expect.stringContaining(message) });
  expect(String(error)).not.toContain('secret-of-the-url');
});
