import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serveHttp } from '../../engine/mcp/http.ts';
import { createAccount } from '../../engine/operation/account.ts';
import { createCatalog } from '../../engine/operation/catalog.ts';
import { connectStdio, ERAS } from '../support/clients.ts';
import { integrationFrom } from '../support/integration.ts';
import { runCli } from '../support/run-cli.ts';
import { json, startUpstream, type Upstream } from '../support/upstream.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const PATIENCE = { timeout: 20_000 };
const MAIN = resolve(ROOT, 'dist/cli/main.js');

let upstream: Upstream;
let server: Awaited<ReturnType<typeof serveHttp>>;
let release: () => void = () => {};

beforeAll(async () => {
  upstream = await startUpstream((request, response) => {
    if (request.path.startsWith('/slow')) release = () => json(response, 200, { late: true });
    else json(response, 200, { path: request.path });
  });
  const integration = integrationFrom(`
ymcp: 1
name: shop
label: Shop
base_url: ${upstream.url}
resources:
  things: { methods: { get: "GET /things/{id}", wait: GET /slow } }
`);
  const catalog = createCatalog([{ integration, account: createAccount(integration, {}) }], {
    cursorKey: Buffer.alloc(32),
  });
  server = await serveHttp(
    catalog,
    { name: 'shop', version: '1.0.0' },
    { host: '127.0.0.1', port: 0, onError: () => {} },
  );
});
afterAll(async () => {
  release();
  await server.close();
  await upstream.close();
});

const command = (url: string, env: Record<string, string> = {}) => ({
  command: process.execPath,
  args: [MAIN, 'connect', url],
  cwd: ROOT,
  env,
});

describe.each(ERAS)('a client of %s that can only start a command', (era) => {
  test('lists and calls through the bridge, many at once', async () => {
    const client = await connectStdio(era, command(server.url));
    expect(client.protocolVersion).toBe(era === '2025' ? '2025-11-25' : '2026-07-28');
    expect((await client.listTools()).map(({ name }) => name)).toContain('get_single_shop_thing_by_id');
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, id) => client.call('get_single_shop_thing_by_id', { id: String(id) })),
    );
    expect(results.map(({ structuredContent }) => structuredContent.path)).toEqual(
      Array.from({ length: 20 }, (_, id) => `/things/${id}`),
    );
    await client.close();
  });

  test('cancels a call that is under way upstream', async () => {
    const client = await connectStdio(era, command(server.url));
    const before = upstream.abandoned;
    const seen = upstream.received.length;
    const controller = new AbortController();
    const call = client.call('shop_things_wait', {}, { signal: controller.signal });
    await expect.poll(() => upstream.received.length, PATIENCE).toBe(seen + 1);
    controller.abort();
    await expect(call).rejects.toThrow();
    await expect.poll(() => upstream.abandoned, PATIENCE).toBe(before + 1);
    await client.close();
  });
});

test('a token goes out as a header, and into no message', async () => {
  const seen: (string | undefined)[] = [];
  const refusing = createServer((request, response) => {
    seen.push(request.headers.authorization);
    json(response, 401, { statusCode: 401, message: 'A valid token is needed.' });
  });
  await new Promise<void>((ready) => refusing.listen(0, '127.0.0.1', ready));
  const url = `http://127.0.0.1:${(refusing.address() as AddressInfo).port}/mcp/ymcps_secret-in-the-path`;
  const ran = await runCli(['connect', url], {
    env: { YMCP_TOKEN: 'ymcps_secret-in-the-header' },
    input: '{"jsonrpc":"2.0","id":1,"method":"tools/list"}\nno json\n',
  });
  refusing.close();
  expect(seen).toEqual(['Bearer ymcps_secret-in-the-header']);
  expect(ran.stdout).toContain('status 401: A valid token is needed.');
  expect(ran.stdout).toContain('-32700');
  expect(ran.stdout + ran.stderr).not.toContain('secret-in');
});

test.each([
  ['no-address', 'the address is no http or https URL'],
  ['http://mcp.example.com/mcp/ymcps_x', 'in the clear'],
])('%s is refused', async (address, message) => {
  const ran = await runCli(['connect', address]);
  expect(ran).toMatchObject({ code: 2, stdout: '' });
  expect(ran.stderr).toContain(message);
  expect(ran.stderr).not.toContain('ymcps_x');
});

test('a server that is gone is an error on each request, not the end', async () => {
  const child = spawn(process.execPath, [MAIN, 'connect', 'http://127.0.0.1:1/mcp']);
  const lines: string[] = [];
  child.stdout.setEncoding('utf8').on('data', (text) => lines.push(...text.trim().split('\n')));
  for (const id of [1, 2]) {
    child.stdin.write(`{"jsonrpc":"2.0","id":${id},"method":"ping"}\n`);
    await expect.poll(() => lines.length, PATIENCE).toBe(id);
  }
  child.stdin.end();
  expect(lines.map((line) => JSON.parse(line).error.message)).toEqual(
    Array(2).fill(expect.stringContaining('cannot be reached')),
  );
});
