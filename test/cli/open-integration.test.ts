import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openIntegration } from '../../cli/open-integration.ts';
import { compileOperations } from '../../engine/operation/operation.ts';

const SHOP = `ymcp: 1
name: shop
label: Shop
base_url: https://shop.example
resources:
  orders:
    methods:
      get: GET /orders/{id}
`;

const before = { ...process.env };
let folder: string;
let shop: string;
let cache: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ymcp-'));
  shop = join(folder, 'shop.yaml');
  writeFileSync(shop, SHOP);
  process.env.XDG_CACHE_HOME = join(folder, 'cache');
  cache = join(folder, 'cache/ymcp/integrations');
});
afterEach(() => {
  process.env = { ...before };
  rmSync(folder, { recursive: true });
});

const open = (program = 'one') => openIntegration(shop, program);
const kept = () => readdirSync(cache).map((name) => join(cache, name));
const onlyKept = (): string => {
  const [file, ...others] = kept();
  expect(others).toEqual([]);
  return file ?? '';
};
/** Where things stand is known only of files that were parsed. */
const isParsed = async (program?: string) => 'locate' in (await open(program)).source;

test('files that were found to be right are not parsed again', async () => {
  expect(await isParsed()).toBe(true);
  expect(await isParsed()).toBe(false);
});

test('a changed byte is seen, whatever the times of the file say', async () => {
  const { atime, mtime } = statSync(shop);
  await open();
  writeFileSync(shop, SHOP.replace('get: GET', 'put: GET'));
  utimesSync(shop, atime, mtime);
  expect(compileOperations(await open()).map(({ method }) => method)).toEqual(['put']);
  writeFileSync(shop, SHOP);
  expect(await isParsed()).toBe(true);
});

test('another program checks for itself', async () => {
  await open('one');
  expect(await isParsed('two')).toBe(true);
  expect(await isParsed('two')).toBe(false);
});

test('a program that runs from its sources keeps nothing', async () => {
  await openIntegration(shop);
  expect(() => kept()).toThrow('ENOENT');
});

test.each<[string, (text: string) => string]>([
  ['cut short', (text) => text.slice(0, -1)],
  ['changed in one character', (text) => text.replace('/orders', '/borders')],
  ['another file altogether', () => '{"kind":"integration_file"}'],
  ['empty', () => ''],
])('what was kept and is now %s is passed over and replaced', async (_, spoil) => {
  await open();
  writeFileSync(onlyKept(), spoil(readFileSync(onlyKept(), 'utf8')));
  expect(await isParsed()).toBe(true);
  expect(await isParsed()).toBe(false);
});

test.runIf(process.getuid)('what others can write is passed over and replaced', async () => {
  await open();
  chmodSync(onlyKept(), 0o666);
  expect(await isParsed()).toBe(true);
  expect(await isParsed()).toBe(false);
});

test.runIf(process.getuid)('only its owner can read what is kept', async () => {
  await open();
  expect(statSync(onlyKept()).mode & 0o777).toBe(0o600);
  expect(statSync(cache).mode & 0o777).toBe(0o700);
});

test('each integration is kept once, and only so many of them', async () => {
  mkdirSync(cache, { recursive: true });
  for (let index = 0; index < 150; index += 1) {
    writeFileSync(join(cache, `old-${index}`), '');
    utimesSync(join(cache, `old-${index}`), 1, 1_000 + index);
  }
  await open('one');
  await open('two');
  expect(kept()).toHaveLength(100);
  expect(kept()).toContain(join(cache, 'old-149'));
  expect(kept()).not.toContain(join(cache, 'old-50'));
  expect(await isParsed('two')).toBe(false);
});

test('where no folder can be made all is as if nothing were kept', async () => {
  writeFileSync(join(folder, 'cache'), 'a file in the way');
  expect(await isParsed()).toBe(true);
  expect(await isParsed()).toBe(true);
});

test('nothing is kept when YMCP_CACHE is off', async () => {
  process.env.YMCP_CACHE = 'off';
  expect(await isParsed()).toBe(true);
  expect(await isParsed()).toBe(true);
  expect(() => kept()).toThrow('ENOENT');
});

test('an integration with mistakes is refused every time', async () => {
  writeFileSync(shop, SHOP.replace('base_url', 'base_urk'));
  for (const _ of [1, 2]) await expect(open()).rejects.toThrow('cannot be used until it is correct');
  expect(() => kept()).toThrow('ENOENT');
});
