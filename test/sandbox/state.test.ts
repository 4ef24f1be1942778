import { expect, test } from 'vitest';
import type { Route } from '../../engine/types.ts';
import { serve } from './serve.ts';

const routes = (more: Record<string, Route>) => ({ routes: { 'GET /': {}, ...more } });
const things = { things: { key: 'id', seed: '[{"id": 1, "name": "one"}, {"id": 2, "name": "two"}]' } };
const STORED = 'GET /_sandbox/collections/things';
const SEEDED = [
  { id: 1, name: 'one' },
  { id: 2, name: 'two' },
];

test.each([
  ['a record without its key', { put: { things: '[{"id": 3}, {"name": "three"}]' } }, 'lacks its key `id`'],
  ['a record whose key is an object', { put: { things: '[{"id": 3}, {"id": {}}]' } }, 'lacks its key `id`'],
  [
    'a record that is none',
    { put: { things: '[{"id": 3}, 4]' } },
    'expected records for `things`, found `4`',
  ],
  [
    'a key that is none',
    { put: { things: '{"id": 3}' }, remove: { things: '[1, {"id": 2}]' } },
    'expected keys',
  ],
  ['a failing removal', { put: { things: '{"id": 3}' }, remove: { things: '$error("no")' } }, 'no'],
])('%s leaves the state as it was', async (_, route, message) => {
  const { send, body } = await serve({ collections: things, ...routes({ 'POST /': route }) });
  const failed = await send('POST /');
  expect([failed.status, failed.body.error]).toEqual([500, expect.stringContaining(message)]);
  expect(failed.body.error).toMatch(/^sandbox: /);
  expect(await body(STORED)).toEqual(SEEDED);
});

test('a change of a collection that is not there is refused at the start', async () => {
  const started = serve({ collections: things, ...routes({ 'POST /': { put: { thing: '$' } } }) });
  await expect(started).rejects.toThrow('there is no collection `thing`; did you mean `things`?');
});

test('a list, one value and nothing can be put and removed', async () => {
  const { send, body } = await serve({
    collections: things,
    ...routes({ 'POST /': { put: { things: 'put' }, remove: { things: 'remove' } } }),
  });
  await send('POST /', {});
  await send('POST /', { put: null, remove: [] });
  expect(await body(STORED)).toEqual(SEEDED);
  await send('POST /', { put: [{ id: 3 }, { id: '4' }], remove: '1' });
  expect(await body(STORED)).toEqual([{ id: 2, name: 'two' }, { id: 3 }, { id: '4' }]);
  await send('POST /', { put: { id: 2, more: true }, remove: [3, 4] });
  expect(await body(STORED)).toEqual([{ id: 2, name: 'two', more: true }]);
});

test('the answer sees the state after the changes, `let` before them', async () => {
  const { body } = await serve({
    collections: things,
    ...routes({
      'POST /': {
        let: { before: '$count($all("things"))' },
        put: { things: '{"id": $next_id("things")}' },
        remove: { things: '1' },
        body: '{{ [$before, $all("things").id] }}',
      },
    }),
  });
  expect(await body('POST /')).toEqual([2, 2, 3]);
});

test('no field and no key find nothing; fields compare as text', async () => {
  const { body } = await serve({
    collections: {
      things: { key: 'id', seed: '[{"id": 1, "n": 5}, {"id": "undefined"}, {"id": 3, "n": "5"}]' },
    },
    ...routes({
      'GET /where': { body: '{{ [$where("things", {"n": $query.n}).id] }}' },
      'GET /get': { body: { found: '{{ $get("things", $query.id) }}' } },
      'GET /slice': { body: '{{ [$slice([1..9], $query.start, $query.count)] }}' },
    }),
  });
  expect(await body('GET /where?n=5')).toEqual([1, 3]);
  expect(await body('GET /where?n=undefined')).toEqual([]);
  expect(await body('GET /where')).toEqual([]);
  expect(await body('GET /get')).toEqual({});
  expect(await body('GET /get?id=1')).toEqual({ found: { id: 1, n: 5 } });
  expect(await body('GET /slice?start=6&count=2')).toEqual([7, 8]);
  expect(await body('GET /slice?start=20&count=2')).toEqual([]);
});

test('an expression cannot write into the state or into a name', async () => {
  const { body } = await serve({
    collections: { things: { key: 'id', seed: '[{"id": 1, "tags": []}]' } },
    ...routes({
      'GET /state': {
        let: { thing: '$get("things", 1)', grouped: '$thing.tags{"a": 1}' },
        body: '{{ [$all("things").tags{"a": 1}, $where("things", {"id": 1}).tags{"a": 1}, $grouped] }}',
      },
      'GET /name': {
        let: { none: '[]', grouped: '$none{"a": 1}' },
        body: { none: '{{ $none }}', also: '{{ $none{"b": 1} }}', count: '{{ $count($none) }}' },
      },
    }),
  });
  expect(await body('GET /state')).toEqual([{ a: 1 }, { a: 1 }, { a: 1 }]);
  expect(await body(STORED)).toEqual([{ id: 1, tags: [] }]);
  expect(await body('GET /name')).toEqual({ none: [], also: { b: 1 }, count: 0 });
});

test('names of the prototype are keys and fields like any other', async () => {
  const { send, body } = await serve({
    collections: { things: { key: 'id' } },
    ...routes({
      'GET /{id}': { body: { found: '{{ $get("things", $path.id) }}' } },
      'POST /': { put: { things: '$' }, body: '{{ $query }}' },
      'GET /where/': { body: '{{ $where("things", {"constructor": "x"}) }}' },
    }),
  });
  expect([await body('GET /__proto__'), await body('GET /constructor')]).toEqual([{}, {}]);
  await send('POST /?__proto__=a&__proto__=b', '{"id": "__proto__", "__proto__": {"polluted": 1}}');
  await send('POST /', { id: 'constructor', constructor: 'x' });
  const { found } = await body('GET /__proto__');
  expect(JSON.stringify(found)).toBe('{"id":"__proto__","__proto__":{"polluted":1}}');
  expect(await body('GET /where/')).toEqual([{ id: 'constructor', constructor: 'x' }]);
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

test('12,000 records are seeded in about a second and read in pages', async () => {
  const started = Date.now();
  const { body } = await serve({
    collections: { things: { key: 'id', seed: '[1..12000].{"id": $, "email": "c" & $ & "@example.com"}' } },
    ...routes({ 'GET /page': { body: '{{ [$slice($all("things"), 11995, 10).id] }}' } }),
  });
  expect(Date.now() - started).toBeLessThan(5_000);
  expect(await body('GET /page')).toEqual([11996, 11997, 11998, 11999, 12000]);
});
