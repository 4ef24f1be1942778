import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createApiToken } from '../../engine/gateway/api-tokens.ts';
import { createCipher } from '../../engine/gateway/cipher.ts';
import { hashToken } from '../../engine/gateway/secret-token.ts';
import { rotateStoreKey } from '../../engine/gateway/store/open.ts';
import { KEY, onBothDatabases } from '../support/stores.ts';

const NEW_KEY = Buffer.alloc(32, 9);
const account = { integration: 'shop', label: 'Ann', tenant_id: null, status: 'active' } as const;

test('a value opens at its own place only, and not when altered or under another key', () => {
  const cipher = createCipher(KEY);
  const sealed = cipher.encrypt('pass', 'accounts/1');
  expect(cipher.decrypt(sealed, 'accounts/1')).toBe('pass');
  expect(cipher.encrypt('pass', 'accounts/1')).not.toBe(sealed);
  expect(() => cipher.decrypt(sealed, 'accounts/2')).toThrow('was altered or moved');
  const [id, body = ''] = sealed.split('.');
  for (let at = 0; at < body.length; at += 1) {
    const bytes = Buffer.from(body, 'base64url');
    bytes[Math.floor((at * 6) / 8)]! ^= 1;
    expect(() => cipher.decrypt(`${id}.${bytes.toString('base64url')}`, 'accounts/1')).toThrow('was altered');
  }
  expect(() => cipher.decrypt(`${id}.${body.slice(0, 20)}`, 'accounts/1')).toThrow('was altered');
  expect(() => createCipher(NEW_KEY).decrypt(sealed, 'accounts/1')).toThrow('is under the key');
});

onBothDatabases((databases) => {
  async function filled() {
    const url = await databases.create();
    const store = await databases.open(url);
    const records = [];
    for (let n = 0; n < 20; n += 1)
      records.push(await store.accounts.add({ ...account, label: `A${n}` }, { password: `pass-${n}` }));
    const first = records[0]!;
    await store.upstreamTokens(first).save('', { accessToken: 'upstream-token' });
    await store.connects.add({
      state: 'a-state',
      account_id: first.id,
      revision: 1,
      verifier: 'a-verifier',
      redirect_uri: 'http://localhost/',
      expires_at: '2100-01-01T00:00:00.000Z',
    });
    return { url, store, records, first };
  }
  const rotate = (url: string) => rotateStoreKey({ url, key: KEY, newKey: NEW_KEY, onFault: () => {} });

  test('a rotation encrypts everything anew, once, and is done by one of two that begin together', async () => {
    const { url, store, records, first } = await filled();
    const hash = store.audit.hashArguments({ id: 1 });
    const counts = await Promise.all([rotate(url), rotate(url)]);
    expect(counts.toSorted((a, b) => a - b)).toEqual([0, 23]);
    expect(await rotate(url)).toBe(0);
    await expect(databases.open(url)).rejects.toThrow('is under the key');

    const after = await databases.open(url, NEW_KEY);
    for (const [n, { id }] of records.entries())
      expect((await after.accounts.open(id))?.settings).toEqual({ password: `pass-${n}` });
    expect(await after.upstreamTokens(first).load('')).toEqual({ accessToken: 'upstream-token' });
    expect((await after.connects.take('a-state', '2026-01-01'))?.verifier).toBe('a-verifier');
    expect(after.audit.hashArguments({ id: 1 })).toBe(hash);
  });

  test('a replica that runs on under the old key can read and write nothing secret', async () => {
    const { url, store, first } = await filled();
    await rotate(url);
    await expect(store.accounts.open(first.id)).rejects.toThrow('is under the key');
    await expect(store.upstreamTokens(first).save('', { accessToken: 'x' })).rejects.toThrow(
      'is under the key',
    );
    await expect(store.accounts.add(account, { password: 'x' })).rejects.toThrow('is under the key');
  });

  test('a rotation from a wrong key changes nothing', async () => {
    const { url, first } = await filled();
    const wrong = { url, key: Buffer.alloc(32, 3), newKey: NEW_KEY, onFault: () => {} };
    await expect(rotateStoreKey(wrong)).rejects.toThrow('is under the key');
    expect((await (await databases.open(url)).accounts.open(first.id))?.settings).toEqual({
      password: 'pass-0',
    });
  });

  test('no secret is found in the bytes of the database, before and after a rotation', async () => {
    const { url, store, first } = await filled();
    const { token } = await createApiToken(store, { name: 'visible-name', scopes: ['call'] }, null);
    const server = {
      name: 's',
      config: {},
      integrated_account_id: first.id,
      expires_at: null,
      created_by: null,
    };
    await store.servers.add(server, hashToken('ymcps_secret-of-server'));
    await store.accounts.rotate(first.id, { password: 'pass-rotated' }, 'active');
    await rotate(url);
    if (databases.type === 'postgres') await databases.server().checkpoint();
    const bytes = bytesIn(databases.folder());
    expect(bytes.includes('visible-name')).toBe(true);
    const secrets = ['pass-0', 'pass-7', 'pass-rotated', 'upstream-token', 'a-verifier', 'a-state'];
    for (const secret of [...secrets, token, 'ymcps_secret-of-server', KEY, NEW_KEY])
      expect(bytes.includes(secret), String(secret)).toBe(false);
  });
});

/** The bytes of every file of a folder, write-ahead logs included. */
const bytesIn = (folder: string): Buffer =>
  Buffer.concat(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => readFileSync(join(parentPath, name))),
  );
