import { afterEach, expect, test } from 'vitest';
import { catalogOf, integrationFrom } from '../support/integration.ts';
import { type Answer, json, startUpstream, type Upstream } from '../support/upstream.ts';

let upstream: Upstream;
afterEach(() => upstream.close());

const tables: Answer = ({ verb, path }, response) => {
  if (verb === 'POST') return json(response, 200, { ok: true });
  if (path === '/tables/9/columns') return json(response, 404, {});
  json(response, 200, {
    columns:
      path === '/tables/1/columns'
        ? [
            { name: 'isbn', type: 'string' },
            { name: 'pages', type: 'integer' },
          ]
        : [],
  });
};

async function open(ttl = 300) {
  upstream = await startUpstream(tables);
  const yaml = `
ymcp: 1
name: tables
label: Tables
base_url: ${upstream.url}
resources:
  columns: { methods: { get: "GET /tables/{table}/columns" } }
  rows:
    methods:
      create:
        request: POST /tables/{table}/rows
        parameters:
          table: { type: string }
          rows:
            type: array
            items: { type: object }
            schema_from:
              method: columns.get
              arguments: { table: "{{table}}" }
              ttl_seconds: ${ttl}
              schema: |
                $count(columns) > 0 ? {
                  "items": { "properties": $merge(columns.{ name: { "type": type } }), "additionalProperties": false }
                }
`;
  const catalog = catalogOf(integrationFrom(yaml), {});
  return (table: string, rows: unknown[]) => catalog.call('create_a_tables_row', { table, rows });
}
const reads = () => upstream.received.filter(({ verb }) => verb === 'GET').length;
const writes = () => upstream.received.filter(({ verb }) => verb === 'POST').length;

test('a record that fits is sent', async () => {
  const call = await open();
  expect(await call('1', [{ isbn: 'x', pages: 3 }])).toMatchObject({ value: { ok: true } });
});

test.each([
  [{ isbm: 'x' }, /unknown key `isbm`; did you mean `isbn`\?.*`rows` may have: `isbn`, `pages`/],
  [{ author: 'x' }, /unknown key `author`.*`rows` may have: `isbn`, `pages`/],
  [{ pages: 'many' }, /`pages` is a string; expected an integer/],
])('%j is refused with the columns that exist, and nothing is changed', async (row, words) => {
  const call = await open();
  expect(await call('1', [row])).toMatchObject({
    error: { code: 'invalid_arguments', message: expect.stringMatching(words) },
  });
  expect(writes()).toBe(0);
});

test('the schema is fetched once and kept, per table', async () => {
  const call = await open();
  await call('1', [{ isbn: 'x' }]);
  await call('1', [{ isbn: 'y' }]);
  await call('2', [{ anything: 1 }]);
  expect(reads()).toBe(2);
});

test('a schema that may not be kept is fetched every time', async () => {
  const call = await open(0);
  await call('1', [{ isbn: 'x' }]);
  await call('1', [{ isbn: 'y' }]);
  expect(reads()).toBe(2);
});

test('where the API says nothing of the schema, anything goes', async () => {
  const call = await open();
  expect(await call('2', [{ anything: 1 }])).toMatchObject({ value: { ok: true } });
});

test('when the schema cannot be had, nothing is sent and the reason is given', async () => {
  const call = await open();
  expect(await call('9', [{ isbn: 'x' }])).toMatchObject({ error: { code: 'not_found' } });
  expect(writes()).toBe(0);
});
