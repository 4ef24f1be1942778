import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type HttpServer, serveHttp } from '../../engine/mcp/http.ts';
import { connectHttp, ERAS, type TestClient } from '../support/clients.ts';
import { catalogOf, integrationFrom } from '../support/integration.ts';
import { json, startUpstream, type Upstream } from '../support/upstream.ts';

const LONG = 'x'.repeat(500);
const SECRET = 'hunter2-hunter2';

const YAML = `
ymcp: 1
name: faulty
label: Faulty
base_url: "{{$account.url}}"
account:
  properties:
    url: { type: string }
    password: { type: string, writeOnly: true }
auth: { type: basic, username: bob, password: "{{$account.password}}" }
retry: { attempts: 1 }
limits: { timeout_ms: 400, response_bytes: 2000, request_bytes: 400 }
resources:
  things:
    methods:
      answer:
        request: GET /answer/{kind}
        parameters: { kind: { type: string } }
      create:
        request: POST /things
        parameters:
          kind: { type: string, enum: [timeout, status-500, echo] }
          note: { type: string, maxLength: 1000 }
          recipients: { type: array, items: { type: object, required: [email], properties: { email: { type: string, format: email } } } }
        required: [kind]
`;

type Answer = (response: ServerResponse, authorization: string) => unknown;

const ANSWERS: Record<string, Answer> = {
  timeout: () => {},
  reset: (response) => response.socket?.resetAndDestroy(),
  html: (response) => response.writeHead(200, { 'content-type': 'text/html' }).end(`<html>${SECRET}</html>`),
  large: (response) => json(response, 200, { text: 'x'.repeat(3_000) }),
  empty: (response) => response.writeHead(204).end(),
  elsewhere: (response) => response.writeHead(302, { location: 'http://127.0.0.1:9/steal' }).end(),
  cut(response) {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
    response.write('{"half":');
    setTimeout(() => response.socket?.destroy(), 20);
  },
  echo: (response, authorization) =>
    json(response, 200, { echo: `${authorization} ${SECRET}`, [SECRET]: SECRET }),
};

const status =
  (code: number): Answer =>
  (response, authorization) =>
    json(
      response,
      code,
      { error: `no: ${authorization} ${SECRET}` },
      { 'retry-after': '7', 'x-ratelimit-limit': '100' },
    );

let upstream: Upstream;
let server: HttpServer;
const faults: unknown[] = [];

beforeAll(async () => {
  upstream = await startUpstream((request, response) => {
    const kind: string =
      request.verb === 'POST' ? JSON.parse(request.body).kind : request.path.split('/').pop();
    const answer = ANSWERS[kind] ?? status(Number(kind.replace('status-', '')));
    answer(response, request.headers.authorization ?? '');
  });
  const catalog = catalogOf(
    integrationFrom(YAML),
    { url: upstream.url, password: SECRET },
    { onFault: (error) => faults.push(error) },
  );
  server = await serveHttp(
    catalog,
    { name: 'faulty', version: '1' },
    { host: '127.0.0.1', port: 0, onError: (error) => faults.push(error) },
  );
});

afterAll(async () => {
  await server.close();
  await upstream.close();
});

describe.each(ERAS)('a client of %s', (era) => {
  let client: TestClient;
  beforeAll(async () => {
    client = await connectHttp(era, server.url);
  });
  afterAll(() => client.close());

  test.each([
    ['status-400', 'rejected', 400, 'Correct the arguments'],
    ['status-401', 'unauthorized', 401, 'ask its owner to check'],
    ['status-403', 'unauthorized', 403, 'ask its owner to grant'],
    ['status-404', 'not_found', 404, 'list or search'],
    ['status-409', 'conflict', 409, 'Read the current state'],
    ['status-422', 'rejected', 422, 'Correct the arguments'],
    ['status-429', 'rate_limited', 429, 'Wait 7 s'],
    ['status-500', 'unavailable', 500, 'try again later'],
    ['status-503', 'unavailable', 503, 'Wait 7 s'],
    ['elsewhere', 'rejected', 302, 'another origin'],
    ['large', 'invalid_response', 200, 'ask for fewer'],
    ['html', 'invalid_response', 200, 'instead of JSON'],
    ['timeout', 'timeout', undefined, 'Try again'],
    ['reset', 'network', undefined, 'Try again'],
    ['cut', 'network', undefined, 'Try again'],
  ])('reads %s as %s', async (kind, code, status, next) => {
    const result = await client.call('faulty_things_answer', { kind });
    expect(result.isError).toBe(true);
    expect(result.structuredContent.error).toMatchObject({ code, ...(status && { status }) });
    expect(result.content[0]?.text).toMatch(new RegExp(`^${code}: .*${next}`));
    expect(JSON.stringify(result)).not.toContain(SECRET);
    expect(JSON.stringify(result)).not.toContain(Buffer.from(`bob:${SECRET}`).toString('base64'));
  });

  test('a 429 carries when to come back and what the limit is', async () => {
    const { structuredContent } = await client.call('faulty_things_answer', { kind: 'status-429' });
    expect(structuredContent.error).toMatchObject({ retry_after: 7, 'ratelimit-limit': '100' });
  });

  test('a 204 is a success without content', async () => {
    const result = await client.call('faulty_things_answer', { kind: 'empty' });
    expect(result.structuredContent).toEqual({ ok: true, status: 204 });
  });

  test('a secret that the API echoes is masked in the result, key and value', async () => {
    const result = await client.call('faulty_things_answer', { kind: 'echo' });
    expect(result.structuredContent).toEqual({
      echo: 'Basic [redacted] [redacted]',
      '[redacted]': '[redacted]',
    });
    expect(JSON.parse(result.content[0]?.text ?? '')).toEqual(result.structuredContent);
  });

  test('a write whose outcome is unknown says so', async () => {
    const late = await client.call('create_a_faulty_thing', { kind: 'timeout' });
    expect(late.structuredContent.error).toMatchObject({
      code: 'timeout',
      message: expect.stringContaining('may have taken effect'),
    });
    const broken = await client.call('create_a_faulty_thing', { kind: 'status-500' });
    expect(broken.structuredContent.error?.message).toContain('may have taken effect');
  });

  test.each<[string, string, string, Record<string, unknown>]>([
    ['faulty_things_answer', 'invalid_arguments', 'lacks `kind`', {}],
    ['faulty_things_answer', 'invalid_arguments', '`kind` is a number; expected a string', { kind: 5 }],
    [
      'faulty_things_answer',
      'invalid_arguments',
      'unknown argument `knid`; did you mean `kind`?',
      { kind: 'x', knid: 1 },
    ],
    ['faulty_things_answer', 'invalid_arguments', 'path segment', { kind: '..' }],
    ['faulty_things_answer', 'invalid_arguments', 'is empty', { kind: '' }],
    ['create_a_faulty_thing', 'invalid_arguments', 'did you mean `echo`?', { kind: 'eco' }],
    [
      'create_a_faulty_thing',
      'invalid_arguments',
      'expected an email',
      { kind: 'echo', recipients: [{ email: 'x' }] },
    ],
    ['create_a_faulty_thing', 'check_failed', 'at most 400', { kind: 'echo', note: LONG }],
    ['create_a_faulty_thin', 'unknown_tool', 'did you mean `create_a_faulty_thing`?', {}],
    ['toString', 'unknown_tool', 'list the tools', {}],
  ])('%s is refused as %s before anything is sent: %s', async (tool, code, words, args) => {
    const before = upstream.received.length;
    const result = await client.call(tool, args);
    expect(result.isError).toBe(true);
    expect(result.structuredContent.error).toMatchObject({ code, message: expect.stringContaining(words) });
    expect(upstream.received.length).toBe(before);
  });

  test('cancelling a call aborts the upstream request', async () => {
    const controller = new AbortController();
    const call = client.call('faulty_things_answer', { kind: 'timeout' }, { signal: controller.signal });
    const before = upstream.abandoned;
    setTimeout(() => controller.abort('enough'), 50);
    await expect(call).rejects.toThrow();
    await expect.poll(() => upstream.abandoned, { interval: 10, timeout: 200 }).toBe(before + 1);
  });
});

test('a client that hangs up aborts the upstream request', async () => {
  const before = upstream.abandoned;
  const hangUp = new AbortController();
  const body = {
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: { name: 'faulty_things_answer', arguments: { kind: 'timeout' } },
  };
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    'mcp-protocol-version': '2025-06-18',
  };
  const call = fetch(server.url, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
    signal: hangUp.signal,
  }).then((response) => response.text());
  setTimeout(() => hangUp.abort(), 50);
  await expect(call).rejects.toThrow();
  await expect.poll(() => upstream.abandoned, { interval: 10, timeout: 200 }).toBe(before + 1);
});

test('nothing above was a fault of the engine', () => {
  expect(faults).toEqual([]);
});
