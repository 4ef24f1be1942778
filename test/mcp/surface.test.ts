import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type HttpServer, serveHttp } from '../../engine/mcp/http.ts';
import type { ServerInfo } from '../../engine/mcp/server.ts';
import { createAccount } from '../../engine/operation/account.ts';
import { type Catalog, type CatalogOptions, createCatalog } from '../../engine/operation/catalog.ts';
import { connectHttp, ERAS } from '../support/clients.ts';
import { CURSOR_KEY, catalogOf, integrationAt, integrationFrom } from '../support/integration.ts';
import { json, startUpstream, type Upstream } from '../support/upstream.ts';

let upstream: Upstream;
let server: HttpServer | undefined;
beforeEach(async () => {
  upstream = await startUpstream(({ path, headers }, response) =>
    json(response, 200, { path, key: headers['x-key'] }),
  );
});
afterEach(async () => {
  await server?.close();
  server = undefined;
  await upstream.close();
});

const yaml = (name: string, label: string) => `
ymcp: 1
name: ${name}
label: ${label}
base_url: ${upstream.url}/${name}
instructions: About ${label}.
account: { properties: { key: { type: string } } }
headers: { X-Key: "{{$account.key}}" }
prompts:
  greet_${name}:
    title: Greet
    description: Says hello.
    arguments: { who: { description: Whom., required: true }, how: { description: How. } }
    text: 'Say {{how ? how : "hello"}} to {{who}} with \`list_all_${name}_orders\`.'
  talk_${name}:
    messages: [{ role: user, text: Hi. }, { role: assistant, text: "Hi {{$arguments.who}}." }]
    arguments: { who: {} }
resources:
  orders:
    tags: [sales]
    methods:
      list: { description: All orders of customers., request: GET /orders, response: { items: $ } }
      get: { description: One order., request: "GET /orders/{id}" , parameters: { id: { type: string } } }
      create: { description: Places an order., request: POST /orders, tags: [checkout] }
      search: { description: Finds orders by text., request: POST /orders/search, hints: { read_only: true } }
      refund: { description: Pays money back., request: "POST /orders/{id}/refunds", parameters: { id: { type: string, description: Order to refund. } } }
  stock:
    tags: [warehouse]
    methods:
      list: { description: What is on the shelves., request: GET /stock, response: { items: $ } }
`;

async function serve(catalog: Catalog, exposure?: ServerInfo['exposure']): Promise<string> {
  server = await serveHttp(
    catalog,
    { name: 'shop', version: '1', exposure },
    { host: '127.0.0.1', port: 0, onError: console.error },
  );
  return server.url;
}
const shop = (options: Partial<CatalogOptions> = {}) =>
  catalogOf(integrationFrom(yaml('shop', 'Shop')), { key: 'k' }, options);
const names = (catalog: Catalog) => catalog.operations.map(({ tool }) => tool);

describe('filters', () => {
  test.each([
    [
      { methods: ['read'] },
      ['list_all_shop_orders', 'get_single_shop_order_by_id', 'shop_orders_search', 'list_all_shop_stock'],
    ],
    [{ methods: ['write'] }, ['create_a_shop_order', 'shop_orders_refund']],
    [{ methods: ['custom'] }, ['shop_orders_search', 'shop_orders_refund']],
    [{ methods: ['get', 'refund'] }, ['get_single_shop_order_by_id', 'shop_orders_refund']],
    [{ tags: ['warehouse', 'checkout'] }, ['create_a_shop_order', 'list_all_shop_stock']],
    [{ methods: ['read'], tags: ['warehouse'] }, ['list_all_shop_stock']],
    [{ methods: ['nothing'] }, []],
  ])('%j leaves %j', (filter, expected) => {
    expect(names(shop({ filter }))).toEqual(expected);
  });

  test('a tool that is filtered out cannot be called by name', async () => {
    expect(await shop({ filter: { methods: ['read'] } }).call('create_a_shop_order', {})).toMatchObject({
      error: { code: 'unknown_tool' },
    });
    expect(upstream.received).toEqual([]);
  });
});

describe.each(ERAS)('a client of %s', (era) => {
  test('lists prompts and gets them filled in', async () => {
    const client = await connectHttp(era, await serve(shop()));
    expect(await client.listPrompts()).toMatchObject([
      {
        name: 'greet_shop',
        title: 'Greet',
        description: 'Says hello.',
        arguments: [
          { name: 'who', required: true },
          { name: 'how', required: false },
        ],
      },
      { name: 'talk_shop' },
    ]);
    const greeting = await client.getPrompt('greet_shop', { who: 'Ann' });
    expect(greeting.messages).toEqual([
      { role: 'user', content: { type: 'text', text: 'Say hello to Ann with `list_all_shop_orders`.' } },
    ]);
    const talk = await client.getPrompt('talk_shop', { who: 'Bob' });
    expect(talk.messages.map(({ role, content }) => [role, content.text])).toEqual([
      ['user', 'Hi.'],
      ['assistant', 'Hi Bob.'],
    ]);
    await expect(client.getPrompt('greet_shop')).rejects.toThrow(/needs `who`/);
    await expect(client.getPrompt('great_shop', { who: 'x' })).rejects.toThrow(/did you mean `greet_shop`/);
    await client.close();
  });

  test('in search mode sees three tools, and finds, reads and calls the others through them', async () => {
    const client = await connectHttp(era, await serve(shop({ filter: { tags: ['sales'] } }), 'search'));
    const tools = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(['search_tools', 'get_tool_schema', 'call_tool']);
    expect(
      tools.every(
        ({ title, description, outputSchema, annotations }) =>
          title && description && outputSchema && Object.keys(annotations as object).length === 5,
      ),
    ).toBe(true);

    const found = await client.call('search_tools', { query: 'pay a customer back' });
    expect((found.structuredContent.tools as { name: string }[])[0]?.name).toBe('shop_orders_refund');
    const nothing = await client.call('search_tools', { query: '' });
    expect(nothing.structuredContent.groups).toMatchObject({
      sales: expect.arrayContaining(['shop_orders_refund']),
    });
    expect(JSON.stringify(nothing)).not.toContain('stock');

    const schema = await client.call('get_tool_schema', {
      tool_names: ['shop_orders_refund', 'shop_orders_refnd'],
    });
    expect(schema.structuredContent.tools).toMatchObject([
      { inputSchema: { required: ['id'] } },
      { error: expect.stringContaining('did you mean `shop_orders_refund`') },
    ]);

    const called = await client.call('call_tool', {
      tool_name: 'get_single_shop_order_by_id',
      arguments: { id: '7' },
    });
    expect(called.structuredContent).toMatchObject({ path: '/shop/orders/7' });
    await client.close();
  });

  test.each([
    [
      'shop_orders_refund',
      { id: '1' },
      'invalid_arguments',
      'not offered directly; call it through call_tool',
    ],
    ['call_tool', { tool_name: 'list_all_shop_stock' }, 'unknown_tool', 'there is no tool'],
    ['call_tool', { tool_name: 'shop_orders_refund', arguments: {} }, 'invalid_arguments', 'lacks `id`'],
    ['call_tool', {}, 'invalid_arguments', '`tool_name` must be'],
    ['get_tool_schema', { tool_names: [] }, 'invalid_arguments', '1 to 5 names'],
  ])('in search mode is told what is wrong with %s %j', async (tool, args, code, words) => {
    const client = await connectHttp(era, await serve(shop({ filter: { tags: ['sales'] } }), 'search'));
    const result = await client.call(tool, args);
    expect(result.isError).toBe(true);
    expect(result.structuredContent.error).toMatchObject({ code, message: expect.stringContaining(words) });
    expect(upstream.received).toEqual([]);
    await client.close();
  });
});

test('several integrations on one server keep their accounts and prompts apart, and all instructions are given', async () => {
  const both = [
    ['shop', 'Shop', 'key-of-shop'],
    ['depot', 'Depot', 'key-of-depot'],
  ].map(([name = '', label = '', key]) => {
    const integration = integrationFrom(yaml(name, label));
    return { integration, account: createAccount(integration, { key }) };
  });
  const catalog = createCatalog(both, { cursorKey: CURSOR_KEY });
  expect(catalog.instructions).toBe('About Shop.\n\nAbout Depot.');
  expect(catalog.prompts.map(({ name }) => name)).toEqual([
    'greet_shop',
    'talk_shop',
    'greet_depot',
    'talk_depot',
  ]);
  expect(await catalog.call('get_single_depot_order_by_id', { id: '1' })).toMatchObject({
    value: { path: '/depot/orders/1', key: 'key-of-depot' },
  });
  expect(await catalog.call('get_single_shop_order_by_id', { id: '1' })).toMatchObject({
    value: { path: '/shop/orders/1', key: 'key-of-shop' },
  });
});

test('the prompts of iPost name tools that exist', async () => {
  const ipost = integrationAt(join(import.meta.dirname, '../../integrations/ipost'));
  const catalog = catalogOf(ipost, {});
  for (const prompt of catalog.prompts) {
    const given = Object.fromEntries(prompt.arguments.map(({ name }) => [name, 'x']));
    const [message] = await prompt.fill(given);
    const tools = [...(message?.text.matchAll(/`(\w+)`/g) ?? [])].map((match) => match[1]);
    expect(tools.length).toBeGreaterThan(2);
    expect(names(catalog)).toEqual(expect.arrayContaining(tools));
  }
});
