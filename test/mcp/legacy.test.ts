import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type HttpServer, serveHttp } from '../../engine/mcp/http.ts';
import { answerLegacy } from '../../engine/mcp/legacy.ts';
import { createServerFactory } from '../../engine/mcp/server.ts';
import { createSurface } from '../../engine/mcp/surface.ts';
import type { Catalog } from '../../engine/operation/catalog.ts';
import { catalogOf, integrationFrom } from '../support/integration.ts';
import { json, type Received, startUpstream, type Upstream } from '../support/upstream.ts';

const HEADERS = {
  'content-type': 'application/json',
  accept: 'application/json, text/event-stream',
  'mcp-protocol-version': '2025-06-18',
};

let upstream: Upstream;
let catalog: Catalog;
let server: HttpServer;

beforeEach(async () => {
  upstream = await startUpstream(answer);
  catalog = catalogOf(
    integrationFrom(`
ymcp: 1
name: shop
label: Shop
base_url: ${upstream.url}
resources:
  orders:
    methods:
      list: { description: All orders., request: GET /orders, pagination: { type: offset, offset: skip, limit: size, max_limit: 1, total: total }, response: { items: items } }
      get: { description: One order., request: GET /slow }
`),
    {},
  );
  server = await serveHttp(
    catalog,
    { name: 'shop', version: '1' },
    { host: '127.0.0.1', port: 0, onError: () => {} },
  );
});
afterEach(async () => {
  await server.close();
  await upstream.close();
});

/** Two orders on two pages; `/slow` takes a quarter of a second. */
function answer({ path }: Received, response: ServerResponse) {
  if (path === '/slow') return void setTimeout(() => json(response, 200, { id: 7 }), 250);
  json(response, 200, { total: 2, items: [{ id: path }] });
}

const callOf = (name: string, meta?: object) => ({
  jsonrpc: '2.0',
  id: 5,
  method: 'tools/call',
  params: { name, arguments: {}, ...(meta && { _meta: meta }) },
});

const post = (body: unknown, headers: Record<string, string> = {}) =>
  fetch(server.url, {
    method: 'POST',
    headers: { ...HEADERS, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

const messagesIn = (stream: string) =>
  [...stream.matchAll(/^data: (.*)$/gm)].map(([, data = '']) => JSON.parse(data));

test('a client of 2025 that wants no progress gets one JSON body', async () => {
  const response = await post(callOf('list_all_shop_orders'));
  expect(response.headers.get('content-type')).toBe('application/json');
  expect(await response.json()).toMatchObject({
    id: 5,
    result: { structuredContent: { result_count: 2, next_cursor: null } },
  });
});

test('one that wants progress gets it before the result, on a stream', async () => {
  const response = await post(callOf('list_all_shop_orders', { progressToken: 'p' }));
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  const messages = messagesIn(await response.text());
  expect(messages.map(({ method, id }) => method ?? id)).toEqual([
    'notifications/progress',
    'notifications/progress',
    5,
  ]);
});

test('an answer that takes long becomes a stream that is kept alive, with the same message', async () => {
  const makeServer = createServerFactory(createSurface(catalog), { name: 'shop', version: '1' });
  const parsedBody = callOf('get_single_shop_order_by_id');
  const request = new Request('http://localhost/mcp', { method: 'POST', headers: HEADERS });
  const response = await answerLegacy(makeServer, { request, parsedBody }, 50);
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  const text = await response.text();
  expect(text.match(/^: keep-alive$/gm)?.length).toBeGreaterThan(1);
  expect(messagesIn(text)).toMatchObject([{ id: 5, result: { structuredContent: { id: 7 } } }]);
});

test('several messages in one request are answered together', async () => {
  const batch = [callOf('list_all_shop_orders'), { jsonrpc: '2.0', id: 6, method: 'ping' }];
  const answers = (await (await post(batch)).json()) as { id: number }[];
  expect(answers.map(({ id }) => id).sort()).toEqual([5, 6]);
});

test.each([
  ['is no JSON', '{"jsonrpc":', {}, 400, -32_700],
  ['is no message', '{"a":1}', {}, 400, -32_600],
  ['is empty', '', {}, 400, -32_700],
  ['is too large', ' '.repeat(4_194_305), {}, 413, -32_000],
  ['is of another type', 'a=1', { 'content-type': 'application/x-www-form-urlencoded' }, 415, -32_000],
])('a body that %s is refused', async (_, body, headers, status, code) => {
  const response = await post(body, headers);
  expect(response.status).toBe(status);
  expect(await response.json()).toMatchObject({ error: { code } });
});
