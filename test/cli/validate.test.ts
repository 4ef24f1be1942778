import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import ajvDraft04 from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Diagnostic } from '../../engine/diagnostic.ts';
import { knownRules } from '../../engine/lint/catalog.ts';
import { runCli } from '../support/run-cli.ts';

const ERR = resolve(import.meta.dirname, '../fixtures/err');
const SHOP = `ymcp: "1"
name: shop   # the name stays
lable: 'Shop'

base_url: https://api.shop.example/v1
account: { required: [token], properties: { token: { type: string, writeOnly: true, description: A token. } } }
auth: { type: bearer, token: {{$account.token}} }
limits: {timeoutMs: "1000",   concurrency: 2}
tags: sales
resources:
  orders:
    methods:
      list: get /orders
      pay: { request: "POST /orders/{id}", query: { a: "{{$argumants.id}}" }, parameters: { id: { type: strnig } } }
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ymcp-validate-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return name;
}
const validate = (...args: string[]) => runCli(['validate', ...args], { cwd: folder });

test('a finding is shown in its lines, with marks under what is meant and the fix beside them', async () => {
  const file = write('frame.yaml', 'ymcp: 1\nname: shop\nlable: Shop\nbase_url: https://x.example\n');
  const { code, stdout, stderr } = await validate(file);
  expect(stdout).toBe(`frame.yaml:3:1  error  schema
unknown key \`lable\`; did you mean \`label\`?
  2 │ name: shop
  3 │ lable: Shop
    │ ^^^^^ → label
  4 │ base_url: https://x.example
`);
  expect([code, stderr]).toEqual([
    1,
    'ymcp: 1 integration, 1 file: 1 error, 0 warnings; --fix can put 1 right.\n',
  ]);
});

test('nothing wrong is said in one line', async () => {
  const file = write('fine.yaml', 'ymcp: 1\nname: shop\nlabel: Shop\nbase_url: https://x.example\n');
  expect(await validate(file)).toEqual({
    code: 0,
    stdout: '✓ 1 integration, 1 file: nothing to report.\n',
    stderr: '',
  });
});

test('--fix makes every safe replacement, keeps all else as it is, says so, and reports what is left', async () => {
  const file = write('fix.yaml', `\uFEFF${SHOP}`.replaceAll('\n', '\r\n'));
  const { code, stdout, stderr } = await validate(file, '--fix', '--json');
  expect(readFileSync(join(folder, file), 'utf8')).toBe(
    `\uFEFF${SHOP}`
      .replace('"1"', '1')
      .replace('lable', 'label')
      .replace('{{$account.token}}', '"{{$account.token}}"')
      .replace('timeoutMs: "1000"', 'timeout_ms: 1000')
      .replace('sales', '[sales]')
      .replace('get /orders', 'GET /orders')
      .replace('$argumants', '$arguments')
      .replace('strnig', 'string')
      .replaceAll('\n', '\r\n'),
  );
  expect(stderr).toMatch(/fixed {2}fix\.yaml:3:1 +lable → label +schema/);
  expect(stderr.match(/^fixed/gm)).toHaveLength(9);
  const left = JSON.parse(stdout) as Diagnostic[];
  expect([code, new Set(left.map(({ rule }) => rule))]).toEqual([
    0,
    new Set(['missing-source', 'missing-description']),
  ]);
});

test('what could have been meant differently is not fixed', async () => {
  const text = `ymcp: 1
name: shop
label: Shop
base_url: https://x.example
resources:
  orders:
    methods:
      list: { request: GET /orders, response: { itemz: data } }
      pay: { request: POST /orders, required: [email2], parameters: { email1: { type: string } }, title: a, titel: b }
`;
  const file = write('unsure.yaml', text);
  const { stderr } = await validate(file, '--fix');
  expect(readFileSync(join(folder, file), 'utf8')).toBe(text);
  expect(stderr).not.toContain('fixed');
});

test('--strict fails on warnings, which otherwise pass', async () => {
  const file = write(
    'warning.yaml',
    'ymcp: 1\nname: shop\nlabel: Shop\nbase_url: https://x.example\nresources:\n  orders: { methods: { list: GET /orders } }\n',
  );
  const summary = '1 integration, 1 file: 0 errors, 1 warning.\n';
  expect(await validate(file)).toMatchObject({ code: 0, stderr: summary });
  expect(await validate(file, '--strict')).toMatchObject({ code: 1, stderr: `ymcp: ${summary}` });
});

test('SARIF fits the schema of SARIF 2.1.0, for every fixture there is', async () => {
  const schema = createRequire(import.meta.url)('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
  // Under `module: nodenext` the CommonJS default exports are typed as the modules.
  const Ajv = ajvDraft04 as unknown as typeof ajvDraft04.default;
  const ajv = new Ajv({ strict: false, unicodeRegExp: false });
  (addFormats as unknown as (validator: unknown) => void)(ajv);
  const names = readdirSync(ERR).filter((name) => !name.endsWith('.out'));
  const { stdout } = await runCli(['validate', '--format', 'sarif', ...names], { cwd: ERR });
  const log = JSON.parse(stdout);
  const isValid = ajv.compile(schema);
  expect([isValid(log), isValid.errors]).toEqual([true, null]);
  expect(isValid({ ...log, version: '2.0.0' })).toBe(false);

  const [{ tool, results }] = log.runs;
  expect(tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual(knownRules.map(({ name }) => name));
  expect(results.length).toBeGreaterThan(300);
  const prints = new Set();
  for (const { ruleId, ruleIndex, locations, partialFingerprints } of results) {
    expect(tool.driver.rules[ruleIndex].id).toBe(ruleId);
    const { startLine, startColumn, endLine, endColumn } = locations[0].physicalLocation.region;
    expect([endLine, endColumn > startColumn]).toEqual([startLine, true]);
    prints.add(partialFingerprints['ymcpFinding/v1']);
  }
  expect(prints.size).toBe(results.length);
});

test('a fix in SARIF is the region to delete and the text to insert', async () => {
  const file = write(
    'a folder, 100%.yaml',
    'ymcp: 1\nname: shop\nlable: Shop\nbase_url: https://x.example\n',
  );
  const { stdout } = await validate(file, '--format', 'sarif');
  const [result] = JSON.parse(stdout).runs[0].results;
  const artifactLocation = { uri: 'a%20folder%2C%20100%25.yaml', uriBaseId: '%SRCROOT%' };
  const region = { startLine: 3, startColumn: 1, endLine: 3, endColumn: 6 };
  expect(result.locations[0].physicalLocation).toEqual({ artifactLocation, region });
  expect(result.fixes[0].artifactChanges).toEqual([
    { artifactLocation, replacements: [{ deletedRegion: region, insertedContent: { text: 'label' } }] },
  ]);
});

test('a fingerprint outlives lines that are added above', async () => {
  const text = 'ymcp: 1\nname: shop\nlabel: Shop\nbase_url: https://x.example\nlimits: 5\n';
  const file = write('print.yaml', text);
  const print = async () => {
    const { stdout } = await validate(file, '--format', 'sarif');
    return JSON.parse(stdout).runs[0].results[0].partialFingerprints['ymcpFinding/v1'];
  };
  const before = await print();
  write(file, `# A comment.\n\n${text}`);
  expect(await print()).toBe(before);
  write(file, text.replace('limits: 5', 'limits: 6'));
  expect(await print()).not.toBe(before);
});

test('annotations for GitHub are escaped, so that no message ends early', async () => {
  const file = write(
    '50%, a:b.yaml',
    'ymcp: 1\nname: "sh\\r\\n50%: op"\nlabel: Shop\nbase_url: https://x.example\n',
  );
  const { stdout } = await validate(file, '--format', 'github');
  expect(stdout).toBe(
    '::error file=50%25%2C a%3Ab.yaml,line=2,endLine=2,col=7,endColumn=22,title=ymcp%3A schema::' +
      '`name` is `"sh\\r\\n50%25: op"`; expected lower-case letters, digits, hyphens and underscores, starting with a letter.\n',
  );
  expect(
    (
      await validate(
        write('ok.yaml', 'ymcp: 1\nname: a\nlabel: A\nbase_url: https://x.example\n'),
        '--format',
        'github',
      )
    ).stdout,
  ).toBe('');
});

test('rules are listed for people and for programs', async () => {
  const { stdout } = await validate('--list-rules');
  expect(stdout).toMatch(/^schema +error, always +A file has the keys/m);
  expect(stdout).toMatch(/^missing-description +warning +A method/m);
  const listed = JSON.parse((await validate('--list-rules', '--format', 'json')).stdout);
  expect(listed.map(({ name }: { name: string }) => name)).toEqual(knownRules.map(({ name }) => name));
  expect(listed[0]).toEqual({
    name: 'encoding',
    severity: 'error',
    adjustable: false,
    description: 'A file is UTF-8.',
  });
  expect((await validate('--list-rules', '--format', 'sarif')).code).toBe(2);
});

test.each([
  [['--format', 'xml'], /Allowed choices are pretty, json, github, sarif/],
  [['--json', '--format', 'sarif'], /--json and --format sarif/],
  [['nowhere.yaml'], /there is no integration `nowhere\.yaml`/],
])('%j is a mistake of usage', async (args, message) => {
  expect(await validate(...args)).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringMatching(message),
  });
});

test('a secret that was found can be read in no format', async () => {
  const secret = `sk_live_${'4eC39HqLyjWDarjtT1zdp7dc'}`;
  const file = write(
    'secret.yaml',
    `ymcp: 1\nname: shop\nlabel: Shop\nbase_url: https://x.example\nauth: { type: bearer, token: "${secret}" } # next\n`,
  );
  for (const format of ['pretty', 'json', 'github', 'sarif']) {
    const { code, stdout, stderr } = await validate(file, '--format', format);
    expect(code).toBe(1);
    expect(stdout).toContain('secret-in-yaml');
    expect(stdout + stderr).not.toMatch(/4eC39H|zdp7dc/);
  }
});
