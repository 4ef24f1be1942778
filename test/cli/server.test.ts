import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { connectHttp } from '../support/clients.ts';
import { shopAt } from '../support/gateway.ts';
import { type Replica, startReplica } from '../support/replica.ts';
import { runCli } from '../support/run-cli.ts';
import { KEY } from '../support/stores.ts';
import { json, startUpstream, type Upstream } from '../support/upstream.ts';

// Each starts the program several times, beside a gateway that runs.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const PATIENCE = { timeout: 60_000 };
const MAIN = resolve(import.meta.dirname, '../../dist/cli/main.js');

let folder: string;
let upstream: Upstream;
let gateway: Replica;
let env: Record<string, string>;
beforeAll(async () => {
  upstream = await startUpstream(({ path }, response) => json(response, 200, { path }));
  folder = mkdtempSync(join(tmpdir(), 'ymcp-cli-server-'));
  writeFileSync(join(folder, 'shop.yaml'), shopAt(upstream.url));
  const database = `file:${join(folder, 'gateway.db')}`;
  env = { YMCP_DATABASE: database, YMCP_KEY: KEY.toString('base64'), HOME: folder };
  gateway = await startReplica(database, join(folder, 'shop.yaml'));
  env.YMCP_PUBLIC_URL = gateway.url;
  await run('account add ./shop.yaml --set token=@- --label Mine', 'upstream-secret');
});
afterAll(async () => {
  gateway.signal('SIGTERM');
  await gateway.ended;
  await upstream.close();
  rmSync(folder, { recursive: true });
});

const run = (args: string, input = '', more: Record<string, string> = {}) =>
  runCli(args.split(' '), { cwd: folder, input, env: { ...env, ...more } });
const create = (args: string) => run(`server create Mine -i ./shop.yaml ${args}`);
const namesAt = async (url: string, headers: Record<string, string> = {}) => {
  const client = await connectHttp('2025', url, { headers });
  const tools = await client.listTools();
  await client.close();
  return tools.map(({ name }) => name).sort();
};

test('a server is made, set up in clients, listed and revoked while the gateway runs', async () => {
  const made = await create('--name For_Ann --methods read --tags orders --expires 12h');
  expect(made).toMatchObject({ code: 0, stdout: expect.stringMatching(/\/mcp\/ymcps_[\w-]{43}\n$/) });
  const url = made.stdout.trim();
  for (const text of [
    'Keep the address now',
    `claude mcp add --transport http for_ann ${url}`,
    'cursor://anysphere.cursor-deeplink/mcp/install?name=for_ann',
    'vscode:mcp/install?',
    'codex mcp add for_ann',
    'ChatGPT',
  ])
    expect(made.stderr).toContain(text);
  expect(await namesAt(url)).toEqual(['get_single_shop_order_by_id']);

  const listed = await run('server list');
  expect(listed.stdout).toMatch(/For_Ann +read #orders +\d{4}-/);
  expect(listed.stdout).not.toContain('ymcps_');
  const [{ id }] = JSON.parse((await run('server list --account Mine --json')).stdout);
  expect(await run(`server revoke ${id}`)).toMatchObject({ code: 0, stderr: 'Revoked.\n' });
  await expect.poll(async () => (await fetch(url, { method: 'POST' })).status, PATIENCE).toBe(404);
  expect(await run(`server revoke ${id}`)).toMatchObject({ code: 2 });
});

test('what `install` writes into a client leads to the server', async () => {
  const { id, token } = JSON.parse((await create('--name x --methods read --json')).stdout);
  const address = `${gateway.url}/mcp/${id}`;
  const installed = await run(`install cursor --url ${address} --name shop --yes`, '', { YMCP_TOKEN: token });
  expect(installed).toMatchObject({ code: 0 });
  expect(installed.stdout + installed.stderr).not.toContain(token);
  const written = JSON.parse(readFileSync(join(folder, '.cursor', 'mcp.json'), 'utf8'));
  const { url, headers } = written.mcpServers.shop;
  expect(await namesAt(url, headers)).toEqual([
    'get_single_shop_customer_by_id',
    'get_single_shop_order_by_id',
  ]);
});

test.each([
  ['--name x --methods nothing', 'no tool passes'],
  ['--name x --expires 30s', 'at least 60 seconds ahead'],
  ['--name x --public-url nowhere', 'expected an address'],
  ['--methods read', "required option '--name <text>'"],
])('`server create %s` is refused', async (args, message) => {
  expect(await create(args)).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringContaining(message),
  });
});

test('logs are followed as calls finish, until they are stopped', async () => {
  const { id, url } = JSON.parse((await create('--name followed --json')).stdout);
  const client = await connectHttp('2025', url);
  await client.call('get_single_shop_order_by_id', { id: 'before' });
  const child = spawn(process.execPath, [MAIN, 'logs', '--follow', '--server', id, '--json'], {
    cwd: folder,
    env: { PATH: process.env.PATH, ...env },
  });
  const ended = new Promise((done) => void child.once('close', done));
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    output += text;
  });
  const lines = () =>
    output
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  await expect.poll(() => lines().length, PATIENCE).toBe(1);
  await client.call('no_such_tool');
  await client.call('get_single_shop_order_by_id', { id: 'after' });
  await client.close();
  await expect.poll(() => lines().length, PATIENCE).toBe(3);
  expect(lines().map(({ tool, status }) => [tool, status])).toEqual([
    ['get_single_shop_order_by_id', 'ok'],
    ['no_such_tool', 'unknown_tool'],
    ['get_single_shop_order_by_id', 'ok'],
  ]);
  child.kill('SIGINT');
  expect(await ended).toBe(0);
});
