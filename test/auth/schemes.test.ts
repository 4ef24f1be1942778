import { createHmac } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import type { Catalog, Outcome } from '../../engine/operation/catalog.ts';
import { catalogOf, integrationFrom } from '../support/integration.ts';
import { type Answer, json, startUpstream, type Upstream } from '../support/upstream.ts';

let upstream: Upstream;
afterEach(() => upstream.close());

const SETTINGS = { user: 'ann', secret: 'correct horse/battery+staple' };

async function open(
  auth: string,
  answer: Answer,
  settings: Record<string, unknown> = SETTINGS,
): Promise<Catalog> {
  upstream = await startUpstream(answer);
  const yaml = `
ymcp: 1
name: guarded
label: Guarded
base_url: ${upstream.url}
account:
  properties:
    user: { type: string }
    secret: { type: string, writeOnly: true }
auth: ${auth}
resources: { things: { methods: { get: "GET /things/{id}" } } }
`;
  return catalogOf(integrationFrom(yaml), settings);
}

const call = (catalog: Catalog): Promise<Outcome> =>
  catalog.call('get_single_guarded_thing_by_id', { id: '1' });
const codeOf = (outcome: Outcome) => ('error' in outcome ? outcome.error.code : 'ok');
const ok: Answer = (_, response) => json(response, 200, { id: 1 });

test.each([
  ['{ type: none }', () => undefined, undefined],
  [
    '{ type: bearer, token: "{{$account.secret}}" }',
    () => upstream.received[0]?.headers.authorization,
    `Bearer ${SETTINGS.secret}`,
  ],
  [
    '{ type: basic, username: "{{$account.user}}", password: "{{$account.secret}}" }',
    () => upstream.received[0]?.headers.authorization,
    `Basic ${Buffer.from(`ann:${SETTINGS.secret}`).toString('base64')}`,
  ],
  [
    '{ type: api_key, in: header, name: X-Key, key: "Token {{$account.secret}}" }',
    () => upstream.received[0]?.headers['x-key'],
    `Token ${SETTINGS.secret}`,
  ],
  [
    '{ type: api_key, in: query, name: key, key: "{{$account.secret}}" }',
    () => new URL(upstream.received[0]?.path ?? '', 'http://x').searchParams.get('key'),
    SETTINGS.secret,
  ],
  [
    '{ type: api_key, in: cookie, name: sid, key: "{{$account.secret}}" }',
    () => upstream.received[0]?.headers.cookie,
    `sid=${encodeURIComponent(SETTINGS.secret)}`,
  ],
])('%s puts the credentials in their place', async (auth, found, expected) => {
  const catalog = await open(auth, ok);
  expect(codeOf(await call(catalog))).toBe('ok');
  expect(found()).toBe(expected);
});

test('an empty credential is missing_secret and nothing is sent', async () => {
  const catalog = await open('{ type: bearer, token: "{{$account.secret}}" }', ok, { user: 'ann' });
  expect(codeOf(await call(catalog))).toBe('missing_secret');
  expect(upstream.received).toEqual([]);
});

const SIGNED = `
  type: headers
  let:
    now: $account.clock
    signed: '$join([$request.verb, $request.path, $request.query.v, $request.body, $string($now)], "|")'
  headers:
    X-Time: "{{$now}}"
    X-Signature: "v1={{$hmac($signed, $account.secret, 'sha256', 'base64')}}"
`;

test('headers can sign the request as it is sent', async () => {
  upstream = await startUpstream(ok);
  const yaml = `
ymcp: 1
name: guarded
label: Guarded
base_url: ${upstream.url}
account: { properties: { secret: { type: string, writeOnly: true }, clock: { type: integer } } }
query: { v: "2" }
auth: ${SIGNED.replace(/^/gm, '  ')}
resources: { things: { methods: { create: { request: "POST /things/{id}", parameters: { id: { type: string }, text: { type: string } } } } } }
`;
  const catalog = catalogOf(integrationFrom(yaml), { secret: SETTINGS.secret, clock: 1_700_000_000 });
  const outcome = await catalog.call('create_a_guarded_thing', { id: 'a/b', text: 'ü' });
  expect(codeOf(outcome)).toBe('ok');
  const { headers, body, path } = upstream.received[0]!;
  expect(path).toBe('/things/a%2Fb?v=2');
  const expected = createHmac('sha256', SETTINGS.secret)
    .update(`POST|/things/a%2Fb|2|${body}|1700000000`)
    .digest('base64');
  expect([headers['x-time'], headers['x-signature']]).toEqual(['1700000000', `v1=${expected}`]);
});

test('a signing header that comes out empty is missing_secret and nothing is sent', async () => {
  const catalog = await open('{ type: headers, headers: { X-Key: "{{$account.secret}}" } }', ok, {
    user: 'ann',
  });
  expect(codeOf(await call(catalog))).toBe('missing_secret');
  expect(upstream.received).toEqual([]);
});

const SESSION = `
  type: session
  login: { request: POST /login, body: { name: "{{$account.user}}", pass: "{{$account.secret}}" }, token: data.token }
  headers: { X-Token: "{{$token}}" }
`;

/** An API whose tokens last until `expire` is called. */
function sessions(delayMs = 0) {
  let valid = '';
  let logins = 0;
  const answer: Answer = ({ path, headers, body }, response) => {
    if (path !== '/login')
      return json(response, headers['x-token'] === valid ? 200 : 401, { seen: headers['x-token'] });
    logins += 1;
    if (JSON.parse(body).pass !== SETTINGS.secret)
      return json(response, 403, { error: `wrong password ${body}` });
    valid = `token-number-${logins}`;
    setTimeout(() => json(response, 200, { data: { token: valid } }), delayMs);
  };
  return { answer, logins: () => logins, expire: () => (valid = 'none') };
}

test('a session logs in once for many calls at once', async () => {
  const api = sessions(30);
  const catalog = await open(SESSION, api.answer);
  const outcomes = await Promise.all(Array.from({ length: 50 }, () => call(catalog)));
  expect(outcomes.map(codeOf)).toEqual(Array(50).fill('ok'));
  expect(api.logins()).toBe(1);
});

test('an expired session is renewed once for many calls at once, and each is repeated', async () => {
  const api = sessions(30);
  const catalog = await open(SESSION, api.answer);
  await call(catalog);
  api.expire();
  const outcomes = await Promise.all(Array.from({ length: 50 }, () => call(catalog)));
  expect(outcomes.map(codeOf)).toEqual(Array(50).fill('ok'));
  expect(api.logins()).toBe(2);
});

test('a session that is refused after renewal fails instead of going round', async () => {
  const api = sessions();
  const catalog = await open(SESSION, (request, response) =>
    request.path === '/login' ? api.answer(request, response) : json(response, 401, {}),
  );
  expect(codeOf(await call(catalog))).toBe('unauthorized');
  expect(api.logins()).toBe(2);
});

test('a refused login is unauthorized, names the login and shows no secret; the next call tries again', async () => {
  const api = sessions();
  const catalog = await open(SESSION, api.answer, { ...SETTINGS, secret: 'wrong-password' });
  const outcome = await call(catalog);
  expect(outcome).toMatchObject({
    error: { code: 'unauthorized', message: expect.stringContaining('the login failed') },
  });
  expect('error' in outcome && outcome.error.message).not.toContain('wrong-password');
  await call(catalog);
  expect(api.logins()).toBe(2);
});

test('a session token is masked in results', async () => {
  const catalog = await open(SESSION, sessions().answer);
  expect(await call(catalog)).toMatchObject({ value: { seen: '[redacted]' } });
});

test('a login without a token where it should be is an invalid_response that names the place', async () => {
  const catalog = await open(SESSION, (_, response) => json(response, 200, { token: 'elsewhere' }));
  expect(await call(catalog)).toMatchObject({
    error: { code: 'invalid_response', message: expect.stringContaining('data.token') },
  });
});

test('a call cancelled during the login leaves the login to the others', async () => {
  const api = sessions(80);
  const catalog = await open(SESSION, api.answer);
  const controller = new AbortController();
  const cancelled = catalog.call(
    'get_single_guarded_thing_by_id',
    { id: '1' },
    { signal: controller.signal },
  );
  const other = call(catalog);
  setTimeout(() => controller.abort(), 20);
  expect(codeOf(await cancelled)).toBe('cancelled');
  expect(codeOf(await other)).toBe('ok');
  expect(api.logins()).toBe(1);
});
