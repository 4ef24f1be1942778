import { afterEach, expect, test } from 'vitest';
import type { Outcome } from '../../engine/operation/catalog.ts';
import { catalogOf, integrationFrom } from '../support/integration.ts';
import { type Answer, json, startUpstream, type Upstream } from '../support/upstream.ts';

let upstream: Upstream;
afterEach(() => upstream.close());

const ROWS = Array.from({ length: 100 }, (_, index) => ({ n: index, text: `row ${index}` }));
const ok: Answer = (_, response) => json(response, 200, { ok: true });

async function open(
  answer: Answer = ok,
  batch = '{ argument: rows, max_items: 10, concurrency: 1 }',
  format = 'json',
) {
  upstream = await startUpstream(answer);
  const yaml = `
ymcp: 1
name: bulk
label: Bulk
base_url: ${upstream.url}
limits: { request_bytes: 600 }
body_format: ${format}
resources:
  rows:
    methods:
      create:
        request: POST /rows
        parameters: { rows: { type: array, items: {} }, tag: { type: string } }
        batch: ${batch}
`;
  const catalog = catalogOf(integrationFrom(yaml), {});
  return (args: Record<string, unknown>, signal?: AbortSignal) =>
    catalog.call('create_a_bulk_row', args, { ...(signal && { signal }) });
}

function report(outcome: Outcome) {
  if ('error' in outcome) throw outcome.error;
  return outcome.value as {
    complete: boolean;
    done: number;
    parts: Record<string, unknown>[];
    not_done?: unknown[];
    uncertain?: unknown[];
  };
}
const sent = () =>
  upstream.received.flatMap(({ body }) => JSON.parse(body).rows as { n: number }[]).map(({ n }) => n);

test('every element is sent once and in order, in parts of at most so many', async () => {
  const call = await open();
  const { complete, done, parts } = report(await call({ rows: ROWS, tag: 'x' }));
  expect({ complete, done, parts: parts.length }).toEqual({ complete: true, done: 100, parts: 10 });
  expect(sent()).toEqual(ROWS.map(({ n }) => n));
  expect(upstream.received.every(({ body }) => JSON.parse(body).tag === 'x')).toBe(true);
});

test.each([
  ['short and long elements', ROWS.map(({ n }) => ({ n, text: 'x'.repeat(n % 7 === 0 ? 300 : 5) }))],
  ['characters of many bytes', ROWS.map(({ n }) => ({ n, text: '€'.repeat(40) }))],
])('parts are split by the bytes of the real body: %s', async (_, rows) => {
  const call = await open(ok, '{ argument: rows, concurrency: 1 }');
  expect(report(await call({ rows })).complete).toBe(true);
  expect(sent()).toEqual(rows.map(({ n }) => n));
  const bytes = upstream.received.map(({ body }) => Buffer.byteLength(body));
  expect(Math.max(...bytes)).toBeLessThanOrEqual(600);
});

test('an element too large to be sent at all is refused before anything is sent', async () => {
  const call = await open(ok, '{ argument: rows }');
  const outcome = await call({ rows: [...ROWS.slice(0, 3), { n: 3, text: 'x'.repeat(700) }] });
  expect(outcome).toMatchObject({
    error: { code: 'check_failed', message: expect.stringContaining('element 3 of `rows`') },
  });
  expect(upstream.received).toEqual([]);
});

test('a part that fails is reported with its elements, and the others are sent', async () => {
  const call = await open(({ body }, response) =>
    json(response, JSON.parse(body).rows[0].n === 30 ? 422 : 200, {}),
  );
  const { complete, done, parts, not_done: notDone } = report(await call({ rows: ROWS }));
  expect({ complete, done }).toEqual({ complete: false, done: 90 });
  expect(parts[3]).toMatchObject({ from: 30, to: 39, outcome: 'failed', code: 'rejected' });
  expect(notDone).toEqual(ROWS.slice(30, 40));
});

test('a part whose outcome is not known is told from one that failed', async () => {
  const call = await open(({ body }, response) =>
    JSON.parse(body).rows[0].n === 50 ? void response.socket?.resetAndDestroy() : json(response, 200, {}),
  );
  const { parts, uncertain, not_done: notDone } = report(await call({ rows: ROWS }));
  expect(parts[5]).toMatchObject({ outcome: 'unknown', code: 'network' });
  expect([uncertain, notDone]).toEqual([ROWS.slice(50, 60), undefined]);
});

test('what the rest cannot survive ends the batch: nothing more is sent, and a second call can do the rest', async () => {
  let limited = true;
  const call = await open(({ body }, response) =>
    limited && JSON.parse(body).rows[0].n === 40
      ? json(response, 429, {}, { 'retry-after': '60' })
      : json(response, 200, {}),
  );
  const first = report(await call({ rows: ROWS }));
  expect(first.parts.map(({ outcome }) => outcome)).toEqual([
    ...Array(4).fill('done'),
    'failed',
    ...Array(5).fill('not_sent'),
  ]);
  limited = false;
  const second = report(await call({ rows: first.not_done }));
  expect(second.complete).toBe(true);
  expect(new Set(sent())).toEqual(new Set(ROWS.map(({ n }) => n)));
});

test('a cancelled batch reports exactly what was sent', async () => {
  const controller = new AbortController();
  const call = await open(({ body }, response) => {
    if (JSON.parse(body).rows[0].n === 30) controller.abort();
    else json(response, 200, {});
  });
  const { done, parts, uncertain, not_done: notDone } = report(await call({ rows: ROWS }, controller.signal));
  expect(done).toBe(30);
  expect(parts.map(({ outcome }) => outcome)).toEqual([
    ...Array(3).fill('done'),
    'unknown',
    ...Array(6).fill('not_sent'),
  ]);
  expect([uncertain, notDone]).toEqual([ROWS.slice(30, 40), ROWS.slice(40)]);
});

test('a batch of one part that fails is the error itself', async () => {
  const call = await open((_, response) => json(response, 404, {}));
  expect(await call({ rows: ROWS.slice(0, 2) })).toMatchObject({ error: { code: 'not_found' } });
});

test('a dry run shows every request', async () => {
  const call = await open();
  const outcome = await call({ rows: ROWS, dry_run: true });
  expect('value' in outcome && (outcome.value.requests as unknown[]).length).toBe(10);
  expect(upstream.received).toEqual([]);
});

test('without the list argument the call is an ordinary one', async () => {
  const call = await open();
  expect(await call({ tag: 'x' })).toMatchObject({ value: { ok: true } });
});
