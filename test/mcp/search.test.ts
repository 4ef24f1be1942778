import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type HttpServer, serveHttp } from '../../engine/mcp/http.ts';
import type { ToolFilter } from '../../engine/operation/filter.ts';
import { connectHttp, ERAS, type Era } from '../support/clients.ts';
import { catalogOf, integrationFrom } from '../support/integration.ts';
import { json, type Received, startUpstream, type Upstream } from '../support/upstream.ts';

let upstream: Upstream;
let server: HttpServer | undefined;
beforeEach(async () => {
  upstream = await startUpstream(answer);
});
afterEach(async () => {
  await server?.close();
  await upstream.close();
});

/** Stock has three pages of two; a hanging request never gets an answer. */
function answer({ path }: Received, response: ServerResponse) {
  const { pathname, searchParams } = new URL(path, 'http://localhost');
  if (pathname === '/hang') return;
  if (pathname !== '/stock') return json(response, 200, { path });
  const start = Number(searchParams.get('start'));
  json(response, 200, { total: 6, items: [{ n: start }, { n: start + 1 }] });
}

async function connect(era: Era, filter: ToolFilter = {}) {
  const integration = integrationFrom(`
ymcp: 1
name: shop
label: Shop
base_url: ${upstream.url}
resources:
  orders:
    tags: [constructor]
    methods:
      list: { description: All orders of customers., request: GET /orders, response: { items: $ } }
      get: { description: One order., request: "GET /orders/{id}", parameters: { id: { type: string } } }
      refund: { description: Pays money back., request: "POST /orders/{id}/refunds", parameters: { id: { type: string, description: Order. } } }
      purge: { description: Empties everything., title: Clean up, tool: clean_up, request: POST /clean }
      wait: { description: Takes its time., request: GET /hang }
  stock:
    methods:
      list:
        description: What is on the shelves.
        request: GET /stock
        parameters: { warehouse: { type: string, description: Where. } }
        pagination: { type: offset, offset: start, limit: size, max_limit: 2, total: total }
        response: { items: items }
`);
  server = await serveHttp(
    catalogOf(integration, {}, { filter }),
    { name: 'shop', version: '1', exposure: 'search' },
    { host: '127.0.0.1', port: 0, onError: console.error },
  );
  return connectHttp(era, server.url);
}

describe.each(ERAS)('in search mode a client of %s', (era) => {
  test('sees three tools that say all about themselves', async () => {
    const client = await connect(era);
    const tools = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(['search_tools', 'get_tool_schema', 'call_tool']);
    for (const { title, description, inputSchema, outputSchema, annotations } of tools) {
      expect([title, description, inputSchema, outputSchema].every(Boolean)).toBe(true);
      expect(Object.keys(annotations as object)).toHaveLength(5);
    }
    expect(tools[2]?.annotations).toMatchObject({
      readOnlyHint: false,
      destructiveHint: true,
      openWorldHint: true,
    });
    await client.close();
  });

  test.each([
    ['pay a customer back', 'shop_orders_refund'],
    ['refnd', 'shop_orders_refund'],
    ['purge', 'clean_up'],
    ['warehouse', 'list_all_shop_stock'],
    ['what is on the shelves?', 'list_all_shop_stock'],
  ])('finds by %j the tool %s', async (query, name) => {
    const client = await connect(era);
    const { structuredContent } = await client.call('search_tools', { query, limit: 1 });
    expect(structuredContent.tools).toEqual([{ name, description: expect.any(String) }]);
    await client.close();
  });

  test.each(['', 'zzzzzz', 'all of the'])('gets the names in groups for %j', async (query) => {
    const client = await connect(era);
    const { structuredContent } = await client.call('search_tools', { query });
    expect(structuredContent).toMatchObject({
      tools: [],
      groups: {
        constructor: expect.arrayContaining(['shop_orders_refund']),
        stock: ['list_all_shop_stock'],
      },
    });
    await client.close();
  });

  test('reads schemas, and what was probably meant by a wrong name', async () => {
    const client = await connect(era);
    const { structuredContent } = await client.call('get_tool_schema', {
      tool_names: ['shop_orders_refund', 'shop_orders_refnd', 'nothing'],
    });
    expect(structuredContent.tools).toMatchObject([
      { name: 'shop_orders_refund', inputSchema: { required: ['id'] }, annotations: { readOnlyHint: false } },
      { error: 'There is no such tool; did you mean `shop_orders_refund`?' },
      { error: 'There is no such tool; use search_tools.' },
    ]);
    await client.close();
  });

  test('calls a tool with its arguments', async () => {
    const client = await connect(era);
    const found = await client.call('call_tool', {
      tool_name: 'get_single_shop_order_by_id',
      arguments: { id: '7' },
    });
    expect(found.structuredContent).toEqual({ path: '/orders/7' });
    await client.close();
  });

  test('is told of the progress of a call', async () => {
    const client = await connect(era);
    const seen: number[] = [];
    const { structuredContent } = await client.call(
      'call_tool',
      { tool_name: 'list_all_shop_stock', arguments: { limit: 6 } },
      { onprogress: ({ progress }) => seen.push(progress) },
    );
    expect(structuredContent).toMatchObject({ result_count: 6 });
    expect(seen).toContain(2);
    await client.close();
  });

  test('cancels a call', async () => {
    const client = await connect(era);
    const controller = new AbortController();
    const call = client.call('call_tool', { tool_name: 'shop_orders_wait' }, { signal: controller.signal });
    const failed = expect(call).rejects.toThrow();
    await vi.waitFor(() => expect(upstream.received).toHaveLength(1));
    controller.abort();
    await failed;
    await vi.waitFor(() => expect(upstream.abandoned).toBe(1));
    await client.close();
  });

  test('finds, reads and calls nothing that is filtered out', async () => {
    const client = await connect(era, { methods: ['read'] });
    const { structuredContent: groups } = await client.call('search_tools', { query: '' });
    const { structuredContent: schema } = await client.call('get_tool_schema', { tool_names: ['clean_up'] });
    const called = await client.call('call_tool', { tool_name: 'clean_up' });
    expect(JSON.stringify(groups)).not.toContain('clean_up');
    expect(schema.tools).toMatchObject([{ error: expect.stringContaining('no such tool') }]);
    expect(called).toMatchObject({
      isError: true,
      structuredContent: { error: { code: 'unknown_tool' } },
    });
    expect(upstream.received).toEqual([]);
    await client.close();
  });

  test.each([
    ['clean_up', {}, 'unknown_tool', 'find tools with search_tools, and call this one through call_tool'],
    ['invented', {}, 'unknown_tool', 'there is no tool `invented`; find tools with search_tools'],
    ['search_tools', {}, 'invalid_arguments', 'lacks `query`'],
    ['search_tools', { query: 'x', limit: 0 }, 'invalid_arguments', '`limit` is `0`; expected at least 1'],
    ['get_tool_schema', { tool_names: [] }, 'invalid_arguments', 'has 0 elements; expected at least 1'],
    ['get_tool_schema', { tool_names: [...'abcdef'] }, 'invalid_arguments', 'expected at most 5'],
    ['call_tool', {}, 'invalid_arguments', 'lacks `tool_name`'],
    ['call_tool', { tool_name: 'clean_up', arguments: '{"dry_run":true}' }, 'invalid_arguments', 'a mapping'],
    ['call_tool', { tool_name: 'clean_up', args: { dry_run: true } }, 'invalid_arguments', '`args`'],
    ['call_tool', { tool_name: 'clean_upp' }, 'unknown_tool', 'did you mean `clean_up`?'],
    ['call_tool', { tool_name: 'shop_orders_refund', arguments: {} }, 'invalid_arguments', 'lacks `id`'],
  ])('is told what is wrong with %s %j', async (tool, args, code, words) => {
    const client = await connect(era);
    const result = await client.call(tool, args);
    expect(result.isError).toBe(true);
    expect(result.structuredContent.error).toMatchObject({ code, message: expect.stringContaining(words) });
    expect(upstream.received).toEqual([]);
    await client.close();
  });
});
