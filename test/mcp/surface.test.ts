import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type HttpServer, serveHttp } from '../../engine/mcp/http.ts';
import { createSurface } from '../../engine/mcp/surface.ts';
import { createAccount } from '../../engine/operation/account.ts';
import { createCatalog } from '../../engine/operation/catalog.ts';
import { connectHttp, ERAS } from '../support/clients.ts';
import { CURSOR_KEY, catalogOf, integrationAt, integrationFrom } from '../support/integration.ts';
import { json, startUpstream, type Upstream } from '../support/upstream.ts';

const NAMES = ['shop', 'depot'] as const;

let upstreams: Record<(typeof NAMES)[number], Upstream>;
let server: HttpServer;
beforeEach(async () => {
  const start = () => startUpstream(({ path }, response) => json(response, 200, { path }));
  upstreams = { shop: await start(), depot: await start() };
  const entries = NAMES.map((name) => {
    const integration = integrationFrom(yaml(name));
    return { integration, account: createAccount(integration, { key: `key-of-${name}` }) };
  });
  server = await serveHttp(
    createCatalog(entries, { cursorKey: CURSOR_KEY }),
    { name: 'both', version: '1' },
    { host: '127.0.0.1', port: 0, onError: console.error },
  );
});
afterEach(async () => {
  await server.close();
  await Promise.all(NAMES.map((name) => upstreams[name].close()));
});

const yaml = (name: (typeof NAMES)[number]) => `
ymcp: 1
name: ${name}
label: ${name}
base_url: ${upstreams[name].url}
instructions: About the ${name}.
account: { properties: { key: { type: string, writeOnly: true } } }
auth: { type: bearer, token: "{{$account.key}}" }
prompts: { greet_${name}: { text: Hello. } }
resources:
  orders:
    methods:
      get: { description: One order., request: "GET /orders/{id}", parameters: { id: { type: string } } }
`;

test.each(ERAS)(
  'a client of %s has several integrations on one server, each with an account of its own',
  async (era) => {
    const client = await connectHttp(era, server.url);
    expect(client.instructions).toBe('About the shop.\n\nAbout the depot.');
    expect(client.capabilities).toEqual({ tools: {}, prompts: {} });
    expect((await client.listPrompts()).map(({ name }) => name)).toEqual(['greet_shop', 'greet_depot']);
    expect((await client.listTools()).map(({ name }) => name)).toEqual(
      NAMES.map((name) => `get_single_${name}_order_by_id`),
    );
    for (const name of NAMES) {
      const { structuredContent } = await client.call(`get_single_${name}_order_by_id`, { id: name });
      expect(structuredContent).toEqual({ path: `/orders/${name}` });
    }
    for (const name of NAMES)
      expect(upstreams[name].received.map(({ path, headers }) => [path, headers.authorization])).toEqual([
        [`/orders/${name}`, `Bearer key-of-${name}`],
      ]);
    await client.close();
  },
);

test('the prompts of iPost name tools that exist', async () => {
  const ipost = integrationAt(join(import.meta.dirname, '../../integrations/ipost'));
  const catalog = catalogOf(ipost, {});
  for (const prompt of catalog.prompts) {
    const given = Object.fromEntries(prompt.arguments.map(({ name }) => [name, 'x']));
    const [message] = await prompt.fill(given);
    const tools = [...(message?.text.matchAll(/`(\w+)`/g) ?? [])].map((match) => match[1]);
    expect(tools.length).toBeGreaterThan(2);
    expect(catalog.operations.map(({ tool }) => tool)).toEqual(expect.arrayContaining(tools));
  }
});

test.each(['ipost', 'mailman'])('every tool of %s has the form that all hosts take', (name) => {
  const { operations } = catalogOf(integrationAt(join(import.meta.dirname, '../../integrations', name)), {});
  for (const { tool, title, description, hints, inputSchema } of operations) {
    expect(tool).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
    expect(title, tool).toBeTruthy();
    expect(description, tool).toBeTruthy();
    for (const hint of Object.values(hints)) expect(hint, tool).toBeTypeOf('boolean');
    expect(inputSchema.type).toBe('object');
    for (const keyword of ['anyOf', 'oneOf', 'allOf', 'not', 'enum', '$ref'])
      expect(inputSchema, tool).not.toHaveProperty(keyword);
    expect(JSON.stringify(inputSchema), tool).not.toContain('"$ref"');
    for (const parameter of Object.keys((inputSchema.properties ?? {}) as object))
      expect(parameter, tool).toMatch(/^[a-zA-Z0-9_.-]{1,64}$/);
  }
});

/** A catalog of so many tools. */
const catalogWith = (tools: number) =>
  catalogOf(
    integrationFrom(`
ymcp: 1
name: wide
label: Wide
base_url: https://wide.example
resources:
  orders:
    methods:
${Array.from({ length: tools }, (_, index) => `      count_${index}: GET /orders/${index}`).join('\n')}
`),
    {},
  );

test.each([
  ['100 tools are shown unless told otherwise', 100, undefined, 100],
  ['more are found through three', 101, undefined, 3],
  ['all are shown where that is asked for', 101, 'all', 101],
  ['few are found through three where that is asked for', 4, 'search', 3],
] as const)('%s', (_, tools, exposure, shown) => {
  expect(createSurface(catalogWith(tools), exposure).view.tools).toHaveLength(shown);
});
