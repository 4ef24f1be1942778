import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCli } from '../support/run-cli.ts';

const ROOT = resolve(import.meta.dirname, '../..');
let folder: string;
let shop: string;
let file: string;
let text: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ymcp-test-'));
  shop = join(folder, 'shop');
  cpSync(join(ROOT, 'test/examples/shop'), shop, { recursive: true });
  file = join(shop, 'cases/orders.get.yaml');
  text = readFileSync(file, 'utf8');
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs while the case file has another text. */
async function withText<T>(changed: string, act: () => Promise<T>): Promise<T> {
  expect(changed).not.toBe(text);
  writeFileSync(file, changed);
  return act().finally(() => writeFileSync(file, text));
}
const failing = () =>
  text.replace('result: { id: 7, state: open }', 'result: { id: 7, state: "a <b> & \\"c\\"" }');

test('all cases that pass exit with 0, and coverage can be asked for', async () => {
  const { code, stdout, stderr } = await runCli(['test', shop]);
  expect([code, stderr]).toEqual([0, '4 cases: 4 passed, 0 failed.\n']);
  expect(stdout).toMatch(/✓ orders\.get +3 cases/);
  expect(stdout).toMatch(/Shown by no case[\s\S]* orders\.list .*orders\.yaml:4/);
  const less = await runCli(['test', shop, '--min-coverage', '90']);
  expect([less.code, less.stderr]).toEqual([
    1,
    expect.stringMatching(/cover \d+\.\d %; at least 90 % are asked for/),
  ]);
});

test('a case that fails exits with 1 and shows what differs, where', async () => {
  const { code, stdout } = await withText(failing(), () => runCli(['test', shop]));
  expect(code).toBe(1);
  expect(stdout).toMatch(
    /orders\.get\.yaml:8:\d+ {2}the outcome differs:\n +result\.state\n +expected +"a <b> .*\n +actual +"open"/,
  );
});

test('JSON is for programs', async () => {
  const { stdout } = await withText(failing(), () => runCli(['test', shop, '--format', 'json']));
  expect(JSON.parse(stdout)).toMatchObject([
    {
      integration: 'shop',
      passed: 3,
      failed: 1,
      cases: [
        { passed: false, failures: [{ rows: [['result.state', expect.any(String), '"open"']] }] },
        {},
        {},
        {},
      ],
    },
  ]);
});

test('JUnit is XML that escapes what cases say', async () => {
  const { stdout } = await withText(failing(), () => runCli(['test', shop, '--format', 'junit']));
  expect(XMLValidator.validate(stdout)).toBe(true);
  const { testsuites } = new XMLParser({ ignoreAttributes: false }).parse(stdout);
  expect(testsuites).toMatchObject({ '@_tests': '4', '@_failures': '1', testsuite: { '@_name': 'shop' } });
  expect(testsuites.testsuite.testcase[0].failure['#text']).toContain('a <b> &');
});

test.each([
  [['test', 'SHOP', '--grep', 'nothing like it'], 2, /no case has `nothing like it`/],
  [['test', 'SHOP', '--format', 'xml'], 2, /Allowed choices are pretty, json, junit/],
  [['test', 'SHOP', '--min-coverage', 'much'], 2, /number from 0 to 100/],
  [['test', 'SHOP', '--live', '--sandbox'], 2, /cannot be used with/],
  [['test', 'test/examples/auth-none.yaml'], 2, /there is no case to run/],
])('%j exits with %i', async (args, code, said) => {
  const result = await runCli(args.map((one) => (one === 'SHOP' ? shop : one)));
  expect([result.code, result.stderr]).toEqual([code, expect.stringMatching(said)]);
});

test('a case file that is broken is reported where it is', async () => {
  const { code, stderr } = await withText(text.replace('method: orders.get', 'method: orders.gets'), () =>
    runCli(['test', shop]),
  );
  expect([code, stderr]).toEqual([
    1,
    expect.stringMatching(/orders\.get\.yaml:1:9: error: .*did you mean `orders\.get`/),
  ]);
});

test('recorded cases can be carried out against the sandbox', async () => {
  const { code, stdout, stderr } = await runCli([
    'test',
    'ipost',
    '--sandbox',
    '--format',
    'json',
    '-g',
    'list',
  ]);
  expect([code, stderr]).toEqual([0, expect.stringMatching(/0 failed/)]);
  const [{ cases }] = JSON.parse(stdout) as [{ cases: { requests: number }[] }];
  expect(cases.length).toBeGreaterThan(5);
  expect(cases.some(({ requests }) => requests > 0)).toBe(true);
});

test('--watch runs again when a file changes, and outlives a broken one', async () => {
  const child = spawn(process.execPath, [join(ROOT, 'dist/cli/main.js'), 'test', shop, '--watch']);
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (chunk) => {
    said += chunk;
  });
  const until = async (pattern: RegExp) => {
    while (!pattern.test(said)) await new Promise((next) => child.stderr.once('data', next));
    said = '';
  };
  await until(/4 cases: 4 passed/);
  writeFileSync(file, failing());
  await until(/1 failed/);
  writeFileSync(file, 'cases: [');
  await until(/cannot be used until it is correct/);
  writeFileSync(file, text);
  await until(/4 cases: 4 passed/);
  child.kill('SIGINT');
  expect(await new Promise((done) => child.once('exit', done))).toBe(0);
});
