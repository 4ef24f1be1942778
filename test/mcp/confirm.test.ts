import {
  Client as ModernClient,
  StreamableHTTPClientTransport as ModernHttp,
} from '@modelcontextprotocol/client';
import { Client as LegacyClient } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type HttpServer, serveHttp } from '../../engine/mcp/http.ts';
import { createServerFactory } from '../../engine/mcp/server.ts';
import { createSurface } from '../../engine/mcp/surface.ts';
import type { Catalog } from '../../engine/operation/catalog.ts';
import { connectHttp, ERAS, type ToolResult } from '../support/clients.ts';
import { catalogOf, integrationFrom } from '../support/integration.ts';
import { json, startUpstream, type Upstream } from '../support/upstream.ts';

const TOOL = 'delete_a_wary_list_by_id';
const QUESTION = 'Delete list 7 with all its members?';

let upstream: Upstream;
let catalog: Catalog;
let server: HttpServer;
beforeEach(async () => {
  upstream = await startUpstream((_, response) => json(response, 200, { gone: true }));
  const yaml = `
ymcp: 1
name: wary
label: Wary
base_url: ${upstream.url}
resources:
  lists:
    methods:
      delete:
        request: DELETE /lists/{id}
        parameters: { id: { type: string } }
        confirm: Delete list {{id}} with all its members?
`;
  catalog = catalogOf(integrationFrom(yaml), {});
  server = await serveHttp(
    catalog,
    { name: 'wary', version: '1' },
    { host: '127.0.0.1', port: 0, onError: console.error },
  );
});
afterEach(async () => {
  await server.close();
  await upstream.close();
});

type Reply = { action: 'accept' | 'decline' | 'cancel'; content?: Record<string, boolean> };
const YES: Reply = { action: 'accept', content: { agree: true } };
const NO: Reply[] = [
  { action: 'accept', content: { agree: false } },
  { action: 'decline' },
  { action: 'cancel' },
];

/** A client of 2026-07-28 whose user answers every question in this way. */
async function modern(reply: Reply) {
  const asked: string[] = [];
  const client = new ModernClient(
    { name: 'test', version: '1' },
    { capabilities: { elicitation: { form: {} } }, versionNegotiation: { mode: { pin: '2026-07-28' } } },
  );
  client.setRequestHandler('elicitation/create', ({ params }) => {
    asked.push(params.message);
    return reply;
  });
  await client.connect(new ModernHttp(new URL(server.url)));
  return {
    asked,
    close: () => client.close(),
    call: async () =>
      (await client.callTool({ name: TOOL, arguments: { id: '7' } })) as unknown as ToolResult,
  };
}

/** A client of the 2025 revisions over a lasting connection, as on stdio. */
async function legacy(reply: Reply) {
  const asked: string[] = [];
  const client = new LegacyClient({ name: 'test', version: '1' }, { capabilities: { elicitation: {} } });
  client.setRequestHandler(ElicitRequestSchema, ({ params }) => {
    asked.push(params.message);
    return reply;
  });
  const [near, far] = InMemoryTransport.createLinkedPair();
  const instance = createServerFactory(createSurface(catalog), { name: 'wary', version: '1' })();
  await Promise.all([instance.connect(far as Parameters<typeof instance.connect>[0]), client.connect(near)]);
  return {
    asked,
    close: () => client.close(),
    call: async () =>
      (await client.callTool({ name: TOOL, arguments: { id: '7' } })) as unknown as ToolResult,
  };
}

const CLIENTS = [
  ['2026-07-28', modern],
  ['2025', legacy],
] as const;

test.each(CLIENTS)(
  'a user of a %s client is asked, agrees, and the call is made once',
  async (_, connect) => {
    const { asked, call, close } = await connect(YES);
    expect((await call()).structuredContent).toEqual({ gone: true });
    expect(asked).toEqual([QUESTION]);
    expect(upstream.received).toHaveLength(1);
    await close();
  },
);

test.each(CLIENTS.flatMap(([era, connect]) => NO.map((reply) => [era, reply, connect] as const)))(
  'a user of a %s client who answers %j stops the call',
  async (_, reply, connect) => {
    const { call, close } = await connect(reply);
    const result = await call();
    expect(result.structuredContent.error).toMatchObject({ code: 'cancelled' });
    expect(upstream.received).toEqual([]);
    await close();
  },
);

test.each(ERAS)(
  'a client of %s that cannot ask gets a token, and the call passes with it, once',
  async (era) => {
    const client = await connectHttp(era, server.url);
    const first = await client.call(TOOL, { id: '7' });
    const error = first.structuredContent.error;
    expect(error).toMatchObject({
      code: 'confirmation_required',
      question: QUESTION,
      confirm_token: expect.any(String),
    });
    expect(first.content[0]?.text).toContain('Ask the user');
    expect(upstream.received).toEqual([]);
    const args = { id: '7', confirm_token: error?.confirm_token };
    expect((await client.call(TOOL, args)).structuredContent).toEqual({ gone: true });
    expect((await client.call(TOOL, args)).structuredContent.error?.code).toBe('confirmation_required');
    expect(upstream.received).toHaveLength(1);
    await client.close();
  },
);

test.each([
  ['for other arguments', (token: string) => ({ id: '8', confirm_token: token })],
  ['altered', (token: string) => ({ id: '7', confirm_token: `${token.slice(0, -3)}AAA` })],
  ['invented', () => ({ id: '7', confirm_token: 'yes' })],
])('a token %s does not pass', async (_, args) => {
  const outcome = await catalog.call(TOOL, { id: '7' });
  const token = 'error' in outcome ? (outcome.error.details.confirm_token ?? '') : '';
  const second = await catalog.call(TOOL, args(token));
  expect(second).toMatchObject({
    error: { code: 'confirmation_required', message: expect.stringContaining('not issued for this call') },
  });
  expect(upstream.received).toEqual([]);
});

test('a dry run needs no confirmation', async () => {
  expect(await catalog.call(TOOL, { id: '7', dry_run: true })).toMatchObject({ value: { dry_run: true } });
});
