import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openStore } from '../../engine/gateway/store/open.ts';
import { runScript } from '../support/store-process.ts';
import { KEY } from '../support/stores.ts';

vi.setConfig({ testTimeout: 120_000 });

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ymcp-sqlite-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const limit = (key: string) => ({ key, points: 1_000_000, seconds: 3_600 });

test('what waited for the lock of another process is committed, and lets go of the lock', async () => {
  const path = join(folder, 'one.db');
  const store = await openStore({ url: `file:${path}`, key: KEY, onFault: () => {} });
  const other = new Database(path);
  const hits = () => (other.prepare('select sum(hits) as hits from counters').get() as { hits: number }).hits;
  for (let round = 1; round <= 3; round += 1) {
    other.exec('begin immediate');
    const waiting = store.limits.take([limit('a')]);
    const account = { integration: 'x', label: 'x', tenant_id: null, status: 'active' as const };
    const added = store.accounts.add(account, {});
    await new Promise((later) => setTimeout(later, 50));
    other.exec('commit');
    await waiting;
    await added;
    expect(hits()).toBe(round);
    expect(other.prepare('select count(*) as count from accounts').get()).toMatchObject({ count: round });
    other.exec('begin immediate');
    other.exec('rollback');
  }
  other.close();
  await store.close();
});

test('processes that write at once all get on, and another opens the file meanwhile', async () => {
  const url = `file:${join(folder, 'many.db')}`;
  const script = (key: string) =>
    runScript(
      url,
      `for (let count = 0; count < 300; count += 1)
         await store.limits.take([{ key: '${key}', points: 1e6, seconds: 3600 }]);
       await store.close();
       console.log('done');`,
    ).ended;
  const writers = ['a', 'b', 'c'].map(script);
  const late = await openStore({ url, key: KEY, onFault: () => {} });
  const [state] = await late.limits.take([limit('d')]);
  expect(state?.remaining).toBe(999_999);
  expect(await Promise.all(writers)).toEqual(Array(3).fill({ code: 0, stdout: 'done\n', stderr: '' }));
  for (const key of ['a', 'b', 'c'])
    expect((await late.limits.take([limit(key)]))[0]?.remaining).toBe(1_000_000 - 301);
  await late.close();
});
