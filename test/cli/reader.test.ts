import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createReader } from '../../cli/reader.ts';
import type { Loaded } from '../../engine/load/load.ts';

let folder: string;
const save = (name: string, text: string) => writeFileSync(join(folder, name), text);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ymcp-reader-'));
  mkdirSync(join(folder, 'resources'));
  save('integration.yaml', 'ymcp: 1\nname: shop\nlabel: Shop\nbase_url: https://shop.example\n');
  save('resources/orders.yaml', 'resource: orders\nmethods: { list: GET /orders }\n');
  save('resources/goods.yaml', 'resource: goods\nmethods: { list: GET /goods }\n');
});
afterEach(() => rmSync(folder, { recursive: true }));

const sourceOf = ({ integration }: Loaded, resource: string) =>
  integration?.methods.find((method) => method.resource === resource)?.source;

test('what has not changed is the same object', () => {
  const read = createReader(folder);
  const first = read();
  expect(read()).toBe(first);
});

test('of several files only the one that has changed is parsed again', () => {
  const read = createReader(folder);
  const first = read();
  save('resources/orders.yaml', 'resource: orders\nmethods: { find: GET /orders }\n');
  const second = read();
  expect(second.integration?.methods.map(({ name }) => name)).toEqual(['list', 'find']);
  expect(sourceOf(second, 'goods')).toBe(sourceOf(first, 'goods'));
  expect(sourceOf(second, 'orders')).not.toBe(sourceOf(first, 'orders'));
});

test('a file of the same size that is put in place by renaming has changed', () => {
  const read = createReader(folder);
  read();
  save('new', 'resource: orders\nmethods: { find: GET /orders }\n');
  renameSync(join(folder, 'new'), join(folder, 'resources/orders.yaml'));
  expect(read().integration?.methods.map(({ name }) => name)).toEqual(['list', 'find']);
});

test('a file that stands alone is another kind of file once it has company', () => {
  rmSync(join(folder, 'resources'), { recursive: true });
  renameSync(join(folder, 'integration.yaml'), join(folder, 'shop.yaml'));
  const read = createReader(folder);
  expect(read().integration?.name).toBe('shop');
  save('sandbox.yaml', 'sandbox: 1\nroutes: {}\n');
  expect(read().diagnostics.map(({ rule }) => rule)).toContain('missing-file');
  rmSync(join(folder, 'sandbox.yaml'));
  expect(read().integration?.name).toBe('shop');
});

test('a link to nothing, which editors put beside a file, is passed over', () => {
  symlinkSync('nobody@nowhere', join(folder, 'resources/.#orders.yaml'));
  expect(createReader(folder)().integration?.methods).toHaveLength(2);
});

test('a folder that is gone is said to be gone, and can come back', () => {
  const read = createReader(folder);
  const first = read();
  renameSync(folder, `${folder}-away`);
  expect(read).toThrow(/there is no .* any more/);
  renameSync(`${folder}-away`, folder);
  expect(read().integration?.methods).toHaveLength(first.integration?.methods.length ?? 0);
});
