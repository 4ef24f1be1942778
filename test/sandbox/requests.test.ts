import { get } from 'node:http';
import { expect, test } from 'vitest';
import { serve } from './serve.ts';

const ECHO = { body: { path: '{{ $path }}', query: '{{ $query }}' } };

test('from left to right, a literal segment comes before a parameter', async () => {
  const { body } = await serve({
    routes: {
      'GET /{x}/b': { body: 'right' },
      'GET /a/{y}': { body: 'left' },
      'GET /{x}/{y}': { body: 'none' },
      'DELETE /{x}/{y}': { body: 'deleted' },
    },
  });
  expect(await body('GET /a/b')).toBe('left');
  expect(await body('GET /c/b')).toBe('right');
  expect(await body('GET /c/d')).toBe('none');
  expect(await body('DELETE /a/b')).toBe('deleted');
});

test('segments are percent-decoded one by one, and an empty one is no parameter', async () => {
  const { send, body } = await serve({ routes: { 'GET /a/{x}': ECHO } });
  expect((await body('GET /%61/%C3%A4%2F%25')).path).toEqual({ x: 'ä/%' });
  expect((await send('GET /a/')).status).toBe(404);
  expect((await send('GET /a/%ZZ')).status).toBe(400);
});

test('a path that starts with two slashes stays a path', async () => {
  const { url } = await serve({ routes: { 'GET //a/{x}': { status: 204 } } });
  const status = await new Promise((resolve) => {
    get(`${url}`, { path: '//a/1' }, (answer) => resolve(answer.resume().statusCode));
  });
  expect(status).toBe(204);
});

test('a wrong verb is answered with those that would be right', async () => {
  const { send } = await serve({ routes: { 'GET /a': {}, 'DELETE /a': {} } });
  const refused = await send('POST /a');
  expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET, DELETE']);
  expect((await send('GET /b')).body).toEqual({ error: 'no such route' });
});

test('a repeated field of a query or a form is a list', async () => {
  const { body, url } = await serve({ routes: { 'GET /': ECHO, 'POST /': { body: '{{ $ }}' } } });
  expect((await body('GET /?a=1&b=x%20y&a=2')).query).toEqual({ a: ['1', '2'], b: 'x y' });
  const form = await fetch(url, {
    method: 'POST',
    body: 'a=1&a=2&b=',
    headers: { 'content-type': 'Application/X-WWW-Form-Urlencoded' },
  });
  expect(await form.json()).toEqual({ a: ['1', '2'], b: '' });
});

test('without a body `$` is nothing, and a body that is not JSON is refused', async () => {
  const { send, body } = await serve({ routes: { 'POST /': { body: { given: '{{ $exists($) }}' } } } });
  expect(await body('POST /')).toEqual({ given: false });
  expect(await body('POST /', '{}')).toEqual({ given: true });
  const refused = await send('POST /', '{"a"');
  expect([refused.status, refused.body]).toEqual([400, { error: 'malformed JSON' }]);
});

test('text with a content type is sent as it is, without one as JSON; nothing is an empty body', async () => {
  const { send } = await serve({
    routes: {
      'GET /html': { headers: { 'Content-Type': 'text/html' }, body: '<p>{{ $query.name }}</p>' },
      'GET /text': { body: 'hello' },
      'GET /problem': {
        status: 422,
        headers: { 'content-type': 'application/problem+json' },
        body: { a: 1 },
      },
      'GET /none': { body: '{{ $query.name }}' },
    },
  });
  expect((await send('GET /html?name=x')).body).toBe('<p>x</p>');
  expect((await send('GET /text')).body).toBe('hello');
  expect(await send('GET /problem')).toMatchObject({ status: 422, body: '{"a":1}' });
  expect(await send('GET /none')).toMatchObject({ status: 200, body: '' });
});

test.each([['[]'], ['{}'], ['""'], ['0'], ['[0]'], ['$query.none']])(
  'a guard lets `%s` pass',
  async (when) => {
    const { send } = await serve({ routes: { 'GET /': { guards: [{ when, status: 418 }] } } });
    expect((await send('GET /')).status).toBe(200);
  },
);

test.each([['[1]'], ['{"a": 0}'], ['"no"'], ['-1']])('a guard refuses at `%s`', async (when) => {
  const { send } = await serve({ routes: { 'GET /': { guards: [{ when, status: 418 }] } } });
  expect((await send('GET /')).status).toBe(418);
});

test('guards of the whole sandbox come before `let`, those of the route after it', async () => {
  const { body } = await serve({
    guards: [{ when: '$query.key != "yes"', status: 401, body: 'shared' }],
    routes: {
      'GET /': { let: { a: '$error("let")' }, guards: [{ when: 'true', status: 400, body: 'own' }] },
    },
  });
  expect(await body('GET /?key=no')).toBe('shared');
  expect((await body('GET /?key=yes')).error).toMatch(/^sandbox: .*let/);
});

test('a failing answer and an impossible header are 500, and so they are logged', async () => {
  const { send, body } = await serve({
    routes: {
      'GET /body': { body: '{{ $error("broken") }}' },
      'GET /header': { headers: { location: '{{ $query.x }}' } },
    },
  });
  expect((await send('GET /body')).status).toBe(500);
  expect((await send('GET /header?x=%0d%0aevil:1')).body.error).toMatch(/^sandbox: Invalid character/);
  expect((await body('GET /_sandbox/requests')).map(({ status }: { status: number }) => status)).toEqual([
    500, 500,
  ]);
});

test('a body over 1 MiB is 413, and logged with its size', async () => {
  const { send, body } = await serve({ routes: { 'POST /': {} } });
  expect((await send('POST /', `"${'x'.repeat(1_048_574)}"`)).status).toBe(200);
  expect((await send('POST /', `"${'x'.repeat(1_048_575)}"`)).status).toBe(413);
  expect(await body('GET /_sandbox/requests')).toEqual([
    { verb: 'POST', path: '/', status: 200, bytes: 1_048_576 },
    { verb: 'POST', path: '/', status: 413, bytes: 1_048_577 },
  ]);
});
