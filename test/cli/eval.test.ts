import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runCli } from '../support/run-cli.ts';
import { hasTerminal, runAtTerminal } from '../support/terminal.ts';
import { json, startUpstream, type Upstream } from '../support/upstream.ts';

let folder: string;
let upstream: Upstream | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ymcp-'));
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  await upstream?.close();
  upstream = undefined;
});

const LISTS = ['--tool', 'list_all_i_post_lists', '-i', 'ipost'];
const BODY = {
  data: {
    contacts: [
      { id: 1, name: 'Ann' },
      { id: 2, name: 'Bob' },
    ],
  },
};

test('an expression works on the answer of a case, with sizes against answer and mapping', async () => {
  const { stdout } = await runCli(['eval', '$count(data)', ...LISTS, '--json']);
  const data = JSON.parse(stdout);
  expect(data).toMatchObject({
    expression: '$count(data)',
    from: expect.stringMatching(/^case lists\.list › /),
  });
  expect(data.result).toBeGreaterThan(1);
  expect(data.size.bytes).toBe(String(data.result).length);
  expect(data.mapping.tokens).toBeGreaterThan(data.size.tokens);
  expect(data.raw.tokens).toBeGreaterThan(data.mapping.tokens);
});

test('a case that is not there is refused with those that are', async () => {
  const { code, stdout, stderr } = await runCli(['eval', '$count(data)', ...LISTS, '--case', 'walked']);
  expect(stderr).toMatch(/has no case `walked`; expected one of `/);
  expect([code, stdout]).toEqual([2, '']);
});

test('stdin is worked on, the result alone is on stdout', async () => {
  const input = JSON.stringify(BODY);
  const { code, stdout, stderr } = await runCli(['eval', 'data.contacts.{"n": name}', '--file', '-'], {
    input,
  });
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual([{ n: 'Ann' }, { n: 'Bob' }]);
  expect(stderr).toMatch(
    /answer +67 B +\d+ tokens\n +this +25 B +\d+ tokens +\d+ tokens fewer \(\d+ % saved\)/,
  );
});

test.each([
  ['data.contacts.{"n" name}', 'Expected ":", got "name".', '                   ^'],
  ['data.\n  contacts[', 'Expected "]"', '           ^'],
  ['$sum(data.contacts.name)', 'must be a list of numbers', ' ^'],
  ['$headerz.etag', 'nothing is called $headerz here; did you mean $headers?', '^'],
])('%j fails with a mark under the place', async (expression, said, mark) => {
  const { code, stdout, stderr } = await runCli(['eval', expression, '--file', '-'], {
    input: JSON.stringify(BODY),
  });
  expect(code).toBe(1);
  expect(stdout).toBe('');
  expect(stderr).toContain(said);
  expect(stderr.split('\n').find((line) => line.trim() === '^')).toBe(`  ${mark}`);
});

test('the functions and guards are those of the engine', async () => {
  const input = '{}';
  const hashed = await runCli(['eval', '$base64url("~~~")', '--file', '-', '--json'], { input });
  expect(JSON.parse(hashed.stdout).result).toBe('fn5-');
  const endless = await runCli(['eval', '($f := function($n) { $f($n + 1) + 1 }; $f(1))', '--file', '-'], {
    input,
  });
  expect(endless.code).toBe(1);
  expect(endless.stderr).toMatch(/✗ .*(stack|recurs|timeout)/i);
});

test('the sandbox is called for an answer, also by a tool that writes', async () => {
  const args = ['eval', '$status', '--sandbox', '--json', '-i', 'ipost', '--tool', 'create_a_i_post_list'];
  const { stdout } = await runCli([...args, '--argument', 'ListName=News', '--argument', 'ListType=static']);
  expect(JSON.parse(stdout)).toMatchObject({ result: 200, from: 'the sandbox' });
});

test('the API is called by tools that read, and by no other', async () => {
  upstream = await startUpstream((_, response) => json(response, 200, BODY, { etag: 'v1' }));
  const file = join(folder, 'shop.yaml');
  writeFileSync(
    file,
    `ymcp: 1\nname: shop\nlabel: Shop\nbase_url: ${upstream.url}\nresources: { contacts: { methods: { list: GET /contacts, create: POST /contacts } } }\n`,
  );
  const args = ['eval', '$headers.etag & $arguments.limit', '-i', file, '--call', '--json'];
  const read = await runCli([...args, '--tool', 'list_all_shop_contacts', '--argument', 'limit=5']);
  expect(JSON.parse(read.stdout)).toMatchObject({ result: 'v15', from: 'Shop' });
  const write = await runCli([...args, '--tool', 'create_a_shop_contact']);
  expect(write.code).toBe(2);
  expect(write.stderr).toContain('`create_a_shop_contact` writes');
  expect(upstream.received).toHaveLength(1);
});

test.each([
  [['data'], 'say which answer: --tool'],
  [['data', '--file', 'x.json', '--sandbox'], '--file and --sandbox exclude each other'],
  [['data', '--file', 'x.json'], '`x.json` cannot be read (ENOENT)'],
  [[], 'there is nobody to ask'],
])('%j is refused in words', async (args, said) => {
  const { code, stderr } = await runCli(['eval', ...args]);
  expect(code).toBe(2);
  expect(stderr).toContain(said);
});

const atTerminal = test.skipIf(!hasTerminal);
const why = hasTerminal ? '' : ' (left out: there is no `script` of util-linux)';

atTerminal(`without an expression there is a prompt, with completion and a history${why}`, async () => {
  writeFileSync(join(folder, 'answer.json'), JSON.stringify(BODY));
  const { shows, type, ended } = runAtTerminal(['eval', '--file', 'answer.json'], { cwd: folder });
  await shows('Type JSONata');
  type('$count(data.conta\t');
  await shows('contacts');
  type(')\r');
  await shows('\n2\r\n');
  await shows('fewer');
  type('data.[\r');
  await shows('Expected "]" before end of expression.');
  type('.answer\r');
  await shows('"Bob"');
  type('.nothing\r');
  await shows('there is no `.nothing`; see .help.');
  type('\x1b[A\x1b[A\x1b[A\x1b[A\r');
  await shows('\n2\r\n');
  type('\x04');
  expect((await ended).code).toBe(0);
  expect(readFileSync(join(folder, 'state/ymcp/eval_history'), 'utf8')).toContain('$count(data.contacts)\n');
});
