import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runCli } from '../support/run-cli.ts';
import { startUpstream, type Upstream } from '../support/upstream.ts';

const COUNT = 12_345;

let folder: string;
let upstream: Upstream;
/** Offset from which the API fails. */
let failsFrom: number;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ymcp-output-'));
  failsFrom = Number.POSITIVE_INFINITY;
  upstream = await startUpstream(({ path }, response) => {
    const query = new URL(path, 'http://upstream').searchParams;
    const offset = Number(query.get('offset'));
    if (offset >= failsFrom) return void response.writeHead(400).end('no more');
    const length = Math.max(0, Math.min(Number(query.get('limit')), COUNT - offset));
    const data = Array.from({ length }, (_, index) => ({
      id: offset + index,
      name: `Ann ${offset + index}`,
    }));
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ data, total: COUNT }));
  });
  writeFileSync(
    join(folder, 'crm.yaml'),
    `ymcp: 1
name: crm
label: CRM
base_url: ${upstream.url}
pagination: { type: offset, offset: offset, limit: limit, max_limit: 1000, total: total }
response: { items: data }
resources: { contacts: { methods: { list: GET /contacts, get: "GET /contacts/{id}" } } }
`,
  );
});
afterEach(async () => {
  await upstream.close();
  rmSync(folder, { recursive: true });
});

const call = (...args: string[]) => runCli(['call', ...args, '-i', 'crm.yaml'], { cwd: folder });
const idsIn = (file: string) =>
  readFileSync(join(folder, file), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { id: number }).id);

test('a list longer than one call can give is written whole and in order', async () => {
  const { code, stdout, stderr } = await call('list_all_crm_contacts', '--output', 'all.jsonl');
  expect({ code, stdout, stderr }).toEqual({
    code: 0,
    stdout: '',
    stderr: expect.stringMatching(/^all\.jsonl: 12,345 items, [\d.]+ kB\.\n$/),
  });
  expect(idsIn('all.jsonl')).toEqual(Array.from({ length: COUNT }, (_, index) => index));
  expect(existsSync(join(folder, 'all.jsonl.partial'))).toBe(false);
});

test('`limit` is the most items in all', async () => {
  await call('list_all_crm_contacts', 'limit=5007', 'fields=["id"]', '--output', 'some.jsonl');
  expect(idsIn('some.jsonl')).toHaveLength(5_007);
  expect(readFileSync(join(folder, 'some.jsonl'), 'utf8')).not.toContain('Ann');
});

test('a run that fails leaves a file that says that it is not whole, and the one before it', async () => {
  writeFileSync(join(folder, 'all.jsonl'), 'from yesterday\n');
  failsFrom = 7_000;
  const { code, stderr } = await call('list_all_crm_contacts', '--output', 'all.jsonl');
  expect(code).toBe(1);
  expect(stderr).toContain('rejected: the API answered 400');
  expect(stderr).toContain('`all.jsonl.partial` holds the first 5,000 items and is not the whole list.');
  expect(idsIn('all.jsonl.partial')).toHaveLength(5_000);
  expect(readFileSync(join(folder, 'all.jsonl'), 'utf8')).toBe('from yesterday\n');
});

test.each([
  [['list_all_crm_contacts', '--output', 'all.csv'], 'give a name that ends in `.jsonl`'],
  [['list_all_crm_contacts', 'transform=$', '--output', 'all.jsonl'], '`transform` needs all of them'],
  [['get_single_crm_contact_by_id', 'id=1', '--output', 'one.jsonl'], '--output is for lists'],
  [['list_all_crm_contacts', '--output', 'nowhere/all.jsonl'], 'cannot be written (ENOENT)'],
])('%j is refused before anything is fetched', async (args, message) => {
  const { code, stderr } = await call(...args);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
});
