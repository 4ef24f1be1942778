import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import type { RawFile } from '../../engine/load/files.ts';
import { loadIntegration } from '../../engine/load/load.ts';
import { fingerprint, recall, remember } from '../../engine/load/remember.ts';
import { toTool } from '../../engine/mcp/tool.ts';
import { compileOperations } from '../../engine/operation/operation.ts';
import { compilePrompts } from '../../engine/operation/prompt.ts';
import type { Integration } from '../../engine/schema/model.ts';

const ROOT = resolve(import.meta.dirname, '../..');

const filesIn = (folder: string): RawFile[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml') && !name.startsWith('cases'))
    .sort()
    .map((name) => ({ name, label: `${folder}/${name}`, bytes: readFileSync(join(ROOT, folder, name)) }));

const fileOf = (yaml: string, name = 'shop.yaml'): RawFile => ({
  name,
  label: name,
  bytes: Buffer.from(yaml),
});

const SHOP = `ymcp: 1
name: shop
label: Shop
base_url: https://shop.example
resources:
  orders:
    methods:
      get: GET /orders/{id}
`;

/** What is remembered of files that are right. */
function memoryOf(files: readonly RawFile[]): string {
  const text = remember(files, loadIntegration(files));
  if (text === undefined) throw new Error('nothing is remembered');
  return text;
}

/** All of an integration but where it stands: sources as file and data. */
const plain = (integration: Integration): unknown =>
  JSON.parse(
    JSON.stringify(integration, (key, value) =>
      key === 'source' && value.file !== undefined ? { file: value.file, data: value.data } : value,
    ),
  );

const shownOf = (integration: Integration): string =>
  JSON.stringify([compileOperations(integration).map(toTool), compilePrompts(integration)]);

test.each(['integrations/ipost', 'integrations/mailman', 'test/examples/shop'])(
  'what is remembered of %s makes the same integration, and the same tools byte for byte',
  (folder) => {
    const files = filesIn(folder);
    const { integration } = loadIntegration(files);
    const again = recall(files, memoryOf(files));
    expect(plain(again)).toEqual(plain(integration as Integration));
    expect(shownOf(again)).toBe(shownOf(integration as Integration));
  },
);

test('files are called what they are called now, not what they were called then', () => {
  const files = filesIn('test/examples/shop');
  const moved = files.map((file) => ({ ...file, label: `elsewhere/${file.name}` }));
  const again = recall(moved, memoryOf(files));
  expect(again.source.file).toBe('elsewhere/integration.yaml');
});

test('a key that every object has is an own key all the same', () => {
  const yaml = SHOP.replace(
    'get: GET /orders/{id}',
    'list: { request: GET /orders, description: Lists orders., query: { __proto__: "1", constructor: "2" } }',
  );
  const files = [fileOf(yaml)];
  const query = recall(files, memoryOf(files)).methods[0]?.definition.query ?? {};
  expect(Object.entries(query)).toEqual([
    ['__proto__', '1'],
    ['constructor', '2'],
  ]);
});

test('a file that is no part of an integration is none from memory either', () => {
  const files = [fileOf(SHOP, 'integration.yaml'), fileOf('a: 1', 'other/notes.yaml')];
  const loaded = loadIntegration(files);
  expect(loaded.diagnostics.map(({ rule }) => rule)).toContain('unknown-file');
  expect(plain(recall(files, memoryOf(files)))).toEqual(plain(loaded.integration as Integration));
});

test('nothing is remembered of what is wrong', () => {
  const files = [fileOf(SHOP.replace('base_url', 'base_urk'))];
  expect(remember(files, loadIntegration(files))).toBeUndefined();
});

test.each(['.inf', '.nan', '-0.0'])(
  'nothing is remembered of a value that JSON has no word for: %s',
  (value) => {
    const yaml = SHOP.replace(
      'get: GET /orders/{id}',
      `list: { request: GET /orders, description: Lists orders., parameters: { n: { description: A number., examples: [${value}] } } }`,
    );
    const files = [fileOf(yaml)];
    const loaded = loadIntegration(files);
    expect(loaded.integration).toBeDefined();
    expect(remember(files, loaded)).toBeUndefined();
  },
);

test('files are known by their names and every byte of them, and by the program that checked them', () => {
  const file = (name: string, text: string) => fileOf(text, name);
  const known = [
    fingerprint([file('a.yaml', 'x'), file('b.yaml', 'y')], 'one'),
    fingerprint([file('a.yaml', 'x'), file('b.yaml', 'z')], 'one'),
    fingerprint([file('a.yaml', 'x'), file('c.yaml', 'y')], 'one'),
    fingerprint([file('b.yaml', 'y'), file('a.yaml', 'x')], 'one'),
    fingerprint([file('a.yaml', 'xy'), file('b.yaml', '')], 'one'),
    fingerprint([file('a.yaml', 'x')], 'one'),
    fingerprint([file('a.yaml', 'x'), file('b.yaml', 'y')], 'two'),
  ];
  expect(new Set(known).size).toBe(known.length);
  const moved = { ...file('a.yaml', 'x'), label: 'elsewhere' };
  expect(fingerprint([moved, file('b.yaml', 'y')], 'one')).toBe(known[0]);
});
