import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../engine/sandbox/server.ts';
import type { SandboxFile } from '../../engine/types.ts';

const DEFINITION: SandboxFile = {
  sandbox: 1,
  truncate_bytes: 100,
  collections: {
    things: { key: 'id', seed: '[1..30].{"id": $, "name": "thing " & $}' },
    copies: { key: 'id', seed: '$all("things")[id < 3]' },
  },
  guards: [{ when: "$headers.'x-key' != 'yes'", status: 401, body: { error: 'no key' } }],
  malformed: { status: 422, body: { error: 'bad json' } },
  faults: {
    limited: { status: 429, headers: { 'Retry-After': '2' }, body: { error: 'slow down' } },
    page: { status: 200, headers: { 'content-type': 'text/html' }, body: '<p>hello</p>' },
    reset: { reset: true },
    slow: { delay_ms: 150 },
  },
  routes: {
    'GET /open': { open: true, body: { open: true } },
    'GET /things': {
      let: { start: '$number($query.start ? $query.start : 0)' },
      body: { items: '{{ [$slice($all("things"), $start, 10)] }}', total: '{{ $count($all("things")) }}' },
    },
    'GET /things/{id}': {
      let: { thing: '$get("things", $path.id)' },
      guards: [{ when: '$not($exists($thing))', status: 404, body: { error: 'no thing {{$path.id}}' } }],
      body: '{{ $thing }}',
    },
    'GET /things/special': { body: 'special' },
    'POST /things': {
      let: { id: '$next_id("things")' },
      guards: [{ when: 'name = ""', status: 400 }],
      put: { things: '{"id": $id, "name": name}' },
      status: 201,
      headers: { Location: '/things/{{$id}}' },
      body: { id: '{{$id}}', total: '{{ $count($all("things")) }}' },
    },
    'PATCH /things/{id}': { put: { things: '$merge([$, {"id": $number($path.id)}])' }, status: 204 },
    'DELETE /things/{id}': { remove: { things: '$path.id' }, status: 204 },
    'POST /broken': { put: { things: '{"id": 99}', copies: '$error("no")' } },
    'POST /form': { body: { got: '{{ $ }}' } },
    'GET /named': { body: { found: '{{ $where("things", {"name": "thing 7"}).id }}' } },
  },
};

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox(DEFINITION);
});
afterEach(() => sandbox.close());

const headers = { 'x-key': 'yes' };
const send = (path: string, init: RequestInit = {}) =>
  fetch(sandbox.url + path, {
    ...init,
    headers: { ...headers, ...(init.headers as Record<string, string>) },
  });
const post = (path: string, body: unknown) => send(path, { method: 'POST', body: JSON.stringify(body) });
const get = async (path: string) => (await send(path)).json();
const control = (path: string, method = 'GET') => fetch(`${sandbox.url}/_sandbox/${path}`, { method });

test('seeds are worked out in order, and read in slices', async () => {
  expect(await get('/things?start=28')).toEqual({
    items: [
      { id: 29, name: 'thing 29' },
      { id: 30, name: 'thing 30' },
    ],
    total: 30,
  });
  expect(await (await control('collections/copies')).json()).toHaveLength(2);
});

test('a guard of the whole sandbox holds everywhere but on open routes', async () => {
  expect((await send('/things', { headers: { 'x-key': 'no' } })).status).toBe(401);
  expect((await send('/open', { headers: { 'x-key': 'no' } })).status).toBe(200);
});

test('a guard of a route sees what the route has named', async () => {
  const missing = await send('/things/77');
  expect([missing.status, await missing.json()]).toEqual([404, { error: 'no thing 77' }]);
});

test('literal segments come before parameters, and parameters are percent-decoded', async () => {
  expect(await get('/things/special')).toBe('special');
  expect(await get('/things/a%2Fb')).toEqual({ error: 'no thing a/b' });
});

test('what is put can be read back, merged by key, and removed', async () => {
  const created = await post('/things', { name: 'new' });
  expect([created.status, created.headers.get('location'), await created.json()]).toEqual([
    201,
    '/things/31',
    { id: 31, total: 31 },
  ]);
  await send('/things/31', { method: 'PATCH', body: JSON.stringify({ colour: 'red' }) });
  expect(await get('/things/31')).toEqual({ id: 31, name: 'new', colour: 'red' });
  await send('/things/31', { method: 'DELETE' });
  expect((await send('/things/31')).status).toBe(404);
});

test('a change that cannot be worked out changes nothing', async () => {
  const failed = await post('/broken', {});
  expect(failed.status).toBe(500);
  expect((await send('/things/99')).status).toBe(404);
});

test('two requests at once see each other', async () => {
  const answers = await Promise.all(Array.from({ length: 10 }, () => post('/things', { name: 'x' })));
  const ids = await Promise.all(answers.map(async (answer) => ((await answer.json()) as { id: number }).id));
  expect(new Set(ids).size).toBe(10);
});

test('a body over the limit is cut off, which breaks its JSON', async () => {
  expect((await post('/things', { name: 'x'.repeat(60) })).status).toBe(201);
  const cut = await post('/things', { name: 'x'.repeat(100) });
  expect([cut.status, await cut.json()]).toEqual([422, { error: 'bad json' }]);
});

test('a form is read as an object', async () => {
  const answer = await send('/form', { method: 'POST', body: new URLSearchParams({ a: '1', b: 'x y' }) });
  expect(await answer.json()).toEqual({ got: { a: '1', b: 'x y' } });
});

test('an unknown route is 404 and an unknown verb 405', async () => {
  expect((await send('/nowhere')).status).toBe(404);
  expect((await send('/things', { method: 'PUT' })).status).toBe(405);
});

test('a fault is armed for some requests, on some paths', async () => {
  expect((await control('faults/limited?times=2&path=things', 'POST')).status).toBe(204);
  expect((await send('/named')).status).toBe(200);
  const limited = await send('/things');
  expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '2']);
  expect((await send('/things')).status).toBe(429);
  expect((await send('/things')).status).toBe(200);
});

test('a fault can be a page, a cut connection or a delay', async () => {
  await control('faults/page', 'POST');
  const page = await send('/things');
  expect([page.headers.get('content-type'), await page.text()]).toEqual(['text/html', '<p>hello</p>']);
  await control('faults/reset', 'POST');
  await expect(send('/things')).rejects.toThrow();
  await control('faults/slow', 'POST');
  const started = Date.now();
  expect((await send('/named')).status).toBe(200);
  expect(Date.now() - started).toBeGreaterThanOrEqual(140);
});

test('control: an unknown fault or collection is named with those that exist', async () => {
  const fault = await control('faults/nope', 'POST');
  expect([fault.status, await fault.json()]).toEqual([
    404,
    { error: 'there is no fault `nope`; expected one of `limited`, `page`, `reset`, `slow`.' },
  ]);
  expect((await control('collections/nope')).status).toBe(404);
});

test('control: requests are logged, and reset starts over', async () => {
  await post('/things', { name: 'new' });
  expect(await (await control('requests')).json()).toEqual([
    { verb: 'POST', path: '/things', status: 201, bytes: 14 },
  ]);
  await control('reset', 'POST');
  expect(await (await control('')).json()).toMatchObject({
    collections: { things: 30, copies: 2 },
    requests: 0,
  });
});
