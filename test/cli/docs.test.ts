import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { runCli } from '../support/run-cli.ts';

// Every test starts the program several times.
vi.setConfig({ testTimeout: 120_000 });

const MAIN = resolve(import.meta.dirname, '../../dist/cli/main.js');
const SHOP = (methods: string) =>
  `ymcp: 1\nname: shop\nlabel: Shop\nbase_url: https://api.shop.example\nresources:\n  orders:\n    methods:\n${methods}`;
const LIST = '      list: { description: Orders., request: GET /orders }\n';
const GET = '      get: GET /orders/{id}\n';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'docs-'));
  writeFileSync(join(folder, 'shop.yaml'), SHOP(LIST + GET));
});
afterAll(() => rmSync(folder, { recursive: true }));

const docs = (...args: string[]) => runCli(['docs', ...args], { cwd: folder });
const filesIn = (name: string) =>
  readdirSync(join(folder, name), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.includes('.'))
    .sort();

test('the same integrations give the same bytes', async () => {
  const first = await docs('./shop.yaml', 'ipost', '--out', 'a');
  expect(first).toMatchObject({ code: 0, stdout: `${join('a', 'index.html')}\n` });
  expect(first.stderr).toBe('2 integrations, 22 tools, 30 files\n');
  await docs('./shop.yaml', 'ipost', '--out', 'deep/b');
  expect(filesIn('a')).toEqual(filesIn('deep/b'));
  for (const name of filesIn('a'))
    expect([name, readFileSync(join(folder, 'a', name), 'utf8')]).toEqual([
      name,
      readFileSync(join(folder, 'deep/b', name), 'utf8'),
    ]);
  expect(readFileSync(join(folder, 'a/shop/tools/list_all_shop_orders.html'), 'utf8')).not.toContain(folder);
});

test('what an earlier run made goes when its tool goes, and foreign files stay', async () => {
  const page = join(folder, 'c/shop/tools/get_single_shop_order_by_id.html');
  await docs('./shop.yaml', '--out', 'c');
  expect(existsSync(page)).toBe(true);
  writeFileSync(join(folder, 'c/mine.txt'), 'mine');
  writeFileSync(join(folder, 'c/shop.yaml'), SHOP(LIST));
  expect(await docs('./c/shop.yaml', '--out', 'c')).toMatchObject({ code: 0 });
  expect(existsSync(page)).toBe(false);
  expect(readFileSync(join(folder, 'c/mine.txt'), 'utf8')).toBe('mine');
});

test('a folder with other files is refused, unless told', async () => {
  mkdirSync(join(folder, 'd'));
  writeFileSync(join(folder, 'd/index.html'), 'mine');
  const refused = await docs('./shop.yaml', '--out', 'd');
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain(`\`${join('d', 'index.html')}\` was not made by \`ymcp docs\``);
  expect(readFileSync(join(folder, 'd/index.html'), 'utf8')).toBe('mine');
  expect(await docs('./shop.yaml', '--out', 'd', '--force')).toMatchObject({ code: 0 });
});

test('a foreign file in the place of a new page is refused, and nothing is written', async () => {
  writeFileSync(join(folder, 'shop.yaml'), SHOP(LIST));
  await docs('./shop.yaml', '--out', 'e');
  const page = join(folder, 'e/shop/tools/get_single_shop_order_by_id.html');
  writeFileSync(page, 'mine');
  writeFileSync(join(folder, 'shop.yaml'), SHOP(LIST + GET));
  const refused = await docs('./shop.yaml', '--out', 'e');
  expect(refused).toMatchObject({ code: 2, stdout: '' });
  expect(readFileSync(page, 'utf8')).toBe('mine');
});

test('a list of files that leads out of the folder removes nothing there', async () => {
  mkdirSync(join(folder, 'f'));
  writeFileSync(join(folder, 'precious.txt'), 'mine');
  writeFileSync(
    join(folder, 'f/ymcp-docs.json'),
    JSON.stringify(['../precious.txt', `${folder}/precious.txt`]),
  );
  expect(await docs('./shop.yaml', '--out', 'f')).toMatchObject({ code: 0 });
  expect(existsSync(join(folder, 'precious.txt'))).toBe(true);
});

test.each([
  [[], 'give --out <folder> to write the site, or --serve to look at it.'],
  [['--out', 'shop.yaml'], '--out is `shop.yaml`, which is a file; give a folder.'],
  [['--serve', '99999'], '`99999` is not a port; expected a number from 0 to 65535.'],
])('%j is refused', async (args, message) => {
  expect(await docs('./shop.yaml', ...args)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining(message),
  });
});

test('--serve shows the site on loopback, writes nothing and ends when asked', async () => {
  const before = readdirSync(folder);
  const child = spawn(process.execPath, [MAIN, 'docs', './shop.yaml', '--serve'], { cwd: folder });
  let said = '';
  const url = await new Promise<string>((done) => {
    child.stderr.setEncoding('utf8').on('data', (chunk) => {
      said += chunk;
      const [found] = /http:\/\/127\.0\.0\.1:\d+\//.exec(said) ?? [];
      if (found) done(found);
    });
  });
  const page = await fetch(url);
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  expect(await page.text()).toContain('<h1>Integrations</h1>');
  expect((await fetch(`${url}..%2fshop.yaml`)).status).toBe(404);
  const closed = new Promise((done) => child.once('close', done));
  child.kill('SIGINT');
  expect(await closed).toBe(0);
  expect(readdirSync(folder)).toEqual(before);
});
