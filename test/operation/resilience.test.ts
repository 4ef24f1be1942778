import { afterEach, describe, expect, test } from 'vitest';
import { retryAfter } from '../../engine/http/backoff.ts';
import type { Outcome } from '../../engine/operation/catalog.ts';
import { catalogOf, integrationFrom } from '../support/integration.ts';
import { type Answer, json, startUpstream, type Upstream } from '../support/upstream.ts';

let upstream: Upstream;
afterEach(() => upstream?.close());

const READ = 'get_single_shaky_thing_by_id';
const WRITE = 'create_a_shaky_thing';
const KEYED = 'shaky_things_pay';

async function open(extra: string, answer: Answer, longestWait = 20) {
  upstream = await startUpstream(answer);
  const yaml = `
ymcp: 1
name: shaky
label: Shaky
base_url: ${upstream.url}
retry: { base_ms: 5, max_ms: ${longestWait} }
${extra}
resources:
  things:
    methods:
      get: GET /things/{id}
      create: POST /things
      pay: { request: POST /payments, idempotency_key: Idempotency-Key }
`;
  const catalog = catalogOf(integrationFrom(yaml), {});
  return (tool = READ, signal?: AbortSignal) =>
    catalog.call(tool, tool === READ ? { id: '1' } : {}, { ...(signal && { signal }) });
}

/** Fails the first `times` requests in this way, then succeeds. */
const failing = (times: number, fail: Answer): Answer => {
  let left = times;
  return (request, response) => {
    left -= 1;
    if (left >= 0) fail(request, response);
    else json(response, 200, { fine: true });
  };
};
const status =
  (code: number, headers: Record<string, string> = {}, body: unknown = { error: 'x' }): Answer =>
  (_, response) =>
    json(response, code, body, headers);
const reset: Answer = (_, response) => void response.socket?.resetAndDestroy();
const errorOf = (outcome: Outcome) => ('error' in outcome ? outcome.error : undefined);

describe('retries', () => {
  test.each([
    ['503', status(503)],
    ['429', status(429, { 'retry-after': '0' })],
    ['a cut connection', reset],
  ])('a read is repeated after %s', async (_, fail) => {
    const call = await open('', failing(2, fail));
    expect(await call()).toMatchObject({ value: { fine: true } });
    expect(upstream.received).toHaveLength(3);
  });

  test.each([
    ['503', status(503), 'unavailable'],
    ['429', status(429, { 'retry-after': '0' }), 'rate_limited'],
    ['a cut connection', reset, 'network'],
  ])('a write is not repeated after %s', async (_, fail, code) => {
    const call = await open('', failing(1, fail));
    expect(errorOf(await call(WRITE))?.code).toBe(code);
    expect(upstream.received).toHaveLength(1);
  });

  test('a write with an idempotency key is repeated with the same key, and another call has another key', async () => {
    const call = await open('', failing(2, reset));
    expect(await call(KEYED)).toMatchObject({ value: { fine: true } });
    await call(KEYED);
    const keys = upstream.received.map(({ headers }) => headers['idempotency-key']);
    expect(keys).toHaveLength(4);
    expect(new Set(keys.slice(0, 3)).size).toBe(1);
    expect(keys[3]).not.toBe(keys[0]);
  });

  test('what the arguments are to blame for is not repeated', async () => {
    const call = await open('', failing(1, status(404)));
    expect(errorOf(await call())?.code).toBe('not_found');
    expect(upstream.received).toHaveLength(1);
  });

  test('tries end', async () => {
    const call = await open('', status(503));
    expect(errorOf(await call())?.code).toBe('unavailable');
    expect(upstream.received).toHaveLength(3);
  });

  test('a wait beyond the deadline is not begun; the model is told how long it would be', async () => {
    const call = await open('limits: { deadline_ms: 500 }', status(429, { 'retry-after': '9' }), 10_000);
    const started = Date.now();
    expect(errorOf(await call())).toMatchObject({ code: 'rate_limited', details: { retry_after: 9 } });
    expect(Date.now() - started).toBeLessThan(400);
    expect(upstream.received).toHaveLength(1);
  });

  test('the deadline holds over all tries', async () => {
    const call = await open('limits: { deadline_ms: 150 }', () => {});
    expect(errorOf(await call())).toMatchObject({
      code: 'timeout',
      message: expect.stringContaining('ran out of time'),
    });
  });

  test('a call can be cancelled while it waits', async () => {
    const call = await open('', status(429, { 'retry-after': '5' }), 10_000);
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 50);
    expect(errorOf(await call(READ, controller.signal))?.code).toBe('cancelled');
  });
});

describe('rate limits', () => {
  test('a 403 and a 200 can mean it, and say what the limit is', async () => {
    const rule = `rate_limit: { when: "$status = 403 and $headers.'x-left' = '0' or error = 'slow'", retry_after: wait, limit: "$headers.'x-max'", remaining: "$headers.'x-left'", on_429: pass }`;
    const call = await open(rule, status(403, { 'x-left': '0', 'x-max': '50' }, { wait: 4 }));
    expect(errorOf(await call())).toMatchObject({
      code: 'rate_limited',
      details: { status: 403, retry_after: 4, 'ratelimit-limit': '50', 'ratelimit-remaining': '0' },
    });
    await upstream.close();
    const other = await open(rule, status(200, {}, { error: 'slow', wait: 3 }));
    expect(errorOf(await other())).toMatchObject({
      code: 'rate_limited',
      details: { status: 200, retry_after: 3 },
    });
    await upstream.close();
    const third = await open(rule, status(403));
    expect(errorOf(await third())?.code).toBe('unauthorized');
  });

  test('on_429: pass gives the refusal on at once', async () => {
    const call = await open('rate_limit: { on_429: pass }', failing(1, status(429, { 'retry-after': '0' })));
    expect(errorOf(await call())?.code).toBe('rate_limited');
    expect(upstream.received).toHaveLength(1);
  });

  test('a budget spreads requests, in order', async () => {
    const call = await open(
      'rate_limit: { budget: { requests: 3, seconds: 1 } }',
      status(200, {}, { fine: true }),
    );
    const started = Date.now();
    await Promise.all(Array.from({ length: 7 }, () => call()));
    expect(Date.now() - started).toBeGreaterThan(1_500);
    expect(upstream.received).toHaveLength(7);
  });

  test('what would wait beyond the deadline is refused before it is sent', async () => {
    const call = await open(
      'limits: { deadline_ms: 1000 }\nrate_limit: { budget: { requests: 1, seconds: 30 } }',
      status(200, {}, {}),
    );
    await call();
    expect(errorOf(await call())).toMatchObject({ code: 'rate_limited', details: { retry_after: 30 } });
    expect(upstream.received).toHaveLength(1);
  });

  const now = Date.parse('2026-11-24T12:00:00Z');
  test.each<[Record<string, string>, number | undefined]>([
    [{ 'retry-after': '7' }, 7],
    [{ 'retry-after': '1.5' }, 1.5],
    [{ 'retry-after': 'Tue, 24 Nov 2026 12:00:30 GMT' }, 30],
    [{ 'retry-after': 'Tue, 24 Nov 2026 11:00:00 GMT' }, 0],
    [{ 'retry-after-ms': '1500' }, 1.5],
    [{ 'x-ms-retry-after-ms': '250' }, 0.25],
    [{ 'ratelimit-reset': '12' }, 12],
    [{ 'x-ratelimit-reset': String(now / 1_000 + 45) }, 45],
    [{ 'x-rate-limit-reset': String(now + 9_000) }, 9],
    [{ 'retry-after': 'soon' }, undefined],
    [{}, undefined],
  ])('%j means %s seconds', (headers, seconds) => {
    expect(retryAfter(headers, now)).toBe(seconds);
  });
});

describe('circuit', () => {
  test('after ten failures in a row nothing is sent for a while, and the model is told when to come back', async () => {
    const call = await open('', status(500));
    const outcomes: Outcome[] = [];
    for (let index = 0; index < 5; index += 1) outcomes.push(await call());
    expect(upstream.received).toHaveLength(10);
    const last = errorOf(outcomes.at(-1)!);
    expect(last).toMatchObject({ code: 'unavailable', details: { retry_after: expect.any(Number) } });
    expect(last?.message).toMatch(/failed 10 times in a row, so nothing was sent\. Try again in \d+ s/);
  });
});

describe('error rules', () => {
  const rules = `errors:
  - { when: "error.code = 'over_quota'", code: rejected, message: "The plan is used up: {{error.detail}}. Ask the owner to upgrade." }
  - { when: "$status = 404 and $arguments.id", code: not_found, message: "There is no thing {{$arguments.id}}." }`;

  test('a 200 can be a failure, with a message that quotes the answer', async () => {
    const call = await open(rules, status(200, {}, { error: { code: 'over_quota', detail: '5 of 5' } }));
    expect(errorOf(await call())).toMatchObject({
      code: 'rejected',
      message: 'The plan is used up: 5 of 5. Ask the owner to upgrade.',
      details: { status: 200 },
    });
  });

  test('a failing status gets the better message, also when its body is no JSON', async () => {
    const call = await open(
      rules,
      (_, response) => void response.writeHead(404, { 'content-type': 'text/html' }).end('<p>'),
    );
    expect(errorOf(await call())).toMatchObject({ code: 'not_found', message: 'There is no thing 1.' });
  });

  test('what no rule covers is read by its status', async () => {
    const call = await open(rules, status(409));
    expect(errorOf(await call())?.code).toBe('conflict');
  });
});
