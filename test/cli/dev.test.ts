import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connectHttp, connectStdio, ERAS, type Era, type TestClient } from '../support/clients.ts';
import { json, startUpstream, type Upstream } from '../support/upstream.ts';

const MAIN = resolve(import.meta.dirname, '../../dist/cli/main.js');
const ORDER = 'get_single_shop_order_by_id';

let folder: string;
let upstream: Upstream;
let held: ServerResponse[];
beforeEach(async () => {
  held = [];
  upstream = await startUpstream(({ path }, response) => {
    if (path.endsWith('/slow')) held.push(response);
    else json(response, 200, { path });
  });
  folder = mkdtempSync(join(tmpdir(), 'ymcp-dev-'));
  mkdirSync(join(folder, 'shop/resources'), { recursive: true });
  save('integration.yaml', entry());
  save('resources/orders.yaml', orders());
});
afterEach(async () => {
  await upstream.close();
  rmSync(folder, { recursive: true });
});

const save = (name: string, text: string) => writeFileSync(join(folder, 'shop', name), text);

const entry = (more = '') => `
ymcp: 1
name: shop
label: Shop
base_url: ${upstream.url}
${more}`;
const orders = (more = '') => `
resource: orders
methods:
  get: { description: One order., request: "GET /orders/{id}", parameters: { id: { type: string } } }
${more}`;
const REFUND =
  '  refund: { description: Pays back., request: "POST /orders/{id}/refund", parameters: { id: { type: string } } }\n';

interface Dev {
  connect(era: Era, onListChanged?: (list: string) => void): Promise<TestClient>;
  /** Resolves when stderr has said this. */
  until(said: RegExp): Promise<string>;
  stop(): Promise<number | null>;
}

/** `ymcp dev` over HTTP, whose one process several clients can see. */
async function startDev(...options: string[]): Promise<Dev> {
  const child = spawn(process.execPath, [MAIN, 'dev', './shop', '--http', '0', ...options], { cwd: folder });
  const until = listenTo(child);
  const [, url = ''] = /^ {2}(http:\S+\/mcp)$/m.exec(await until(/Ctrl-C stops/)) ?? [];
  return {
    connect: (era, onListChanged) => connectHttp(era, url, onListChanged && { onListChanged }),
    until,
    stop() {
      child.kill('SIGTERM');
      return new Promise((done) => child.once('exit', done));
    },
  };
}

function listenTo(child: ChildProcess): (said: RegExp) => Promise<string> {
  let heard = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk) => {
    heard += chunk;
  });
  return async (said) => {
    while (!said.test(heard)) await new Promise((next) => child.stderr?.once('data', next));
    const all = heard;
    heard = '';
    return all;
  };
}

/** A client over stdio, which starts `ymcp dev` itself. */
const overStdio = (era: Era, onListChanged?: (list: string) => void) =>
  connectStdio(era, { command: process.execPath, args: [MAIN, 'dev', './shop'], cwd: folder }, onListChanged);

/** A promise to wait for, and what fulfils it. */
function signal() {
  let fulfil: () => void = () => {};
  const promise = new Promise<void>((done) => {
    fulfil = done;
  });
  return { promise, fulfil };
}

const namesOf = async (client: TestClient) => (await client.listTools()).map(({ name }) => name);

describe.each(ERAS)('an official client of %s', (era) => {
  test('over stdio is told of a new tool and calls it', async () => {
    const told = signal();
    const client = await overStdio(era, (list) => list === 'tools' && told.fulfil());
    expect(client.capabilities?.tools).toEqual({ listChanged: true });
    expect(await namesOf(client)).toEqual([ORDER]);
    save('resources/orders.yaml', orders(REFUND));
    await told.promise;
    expect(await namesOf(client)).toEqual([ORDER, 'shop_orders_refund']);
    const { structuredContent } = await client.call('shop_orders_refund', { id: '7' });
    expect(structuredContent).toEqual({ path: '/orders/7/refund' });
    await client.close();
  });

  test('over HTTP finds a new tool, and one that listens is told', async () => {
    const dev = await startDev();
    const told = signal();
    const client = await dev.connect(era, (list) => list === 'tools' && told.fulfil());
    save('resources/orders.yaml', orders(REFUND));
    expect(await dev.until(/reloaded/)).toMatch(/reloaded +shop +2 tools .*\n +\+ shop_orders_refund\n/);
    // A stateless 2025 client has no stream on which it could be told.
    if (era === '2026') await told.promise;
    expect(await namesOf(client)).toEqual([ORDER, 'shop_orders_refund']);
    await client.close();
    expect(await dev.stop()).toBe(0);
  });

  test('keeps the last good version through a broken edit', async () => {
    const dev = await startDev();
    const client = await dev.connect(era);
    save('resources/orders.yaml', orders('  refund: POST\n'));
    expect(await dev.until(/\[schema\]/)).toMatch(
      /broken +`shop` has mistakes\. The last good .*\n +shop\/resources\/orders\.yaml:5:11: error: /,
    );
    expect(await namesOf(client)).toEqual([ORDER]);
    expect((await client.call(ORDER, { id: '7' })).structuredContent).toEqual({ path: '/orders/7' });
    save('resources/orders.yaml', orders(REFUND));
    await dev.until(/mended +shop +2 tools/);
    expect(await namesOf(client)).toEqual([ORDER, 'shop_orders_refund']);
    await client.close();
    await dev.stop();
  });

  test('has a call that is under way during the exchange finished by what it began on', async () => {
    const dev = await startDev();
    const client = await dev.connect(era);
    const call = client.call(ORDER, { id: 'slow' });
    while (held.length === 0) await new Promise((next) => setTimeout(next, 5));
    save('resources/orders.yaml', orders().replace('  get:', '  peek:'));
    await dev.until(/- get_single_shop_order_by_id/);
    expect(await namesOf(client)).toEqual(['shop_orders_peek']);
    json(held[0]!, 200, { late: true });
    expect((await call).structuredContent).toEqual({ late: true });
    expect((await client.call(ORDER, { id: '7' })).structuredContent.error?.code).toBe('unknown_tool');
    await client.close();
    await dev.stop();
  });
});

test('a file that is saved by renaming, added or removed is taken over, and so is a folder that comes back', async () => {
  const dev = await startDev();
  const client = await dev.connect('2026');
  const path = (name: string) => join(folder, 'shop', name);
  save('resources/.orders.new', orders(REFUND));
  renameSync(path('resources/.orders.new'), path('resources/orders.yaml'));
  await dev.until(/\+ shop_orders_refund/);
  save('resources/goods.yaml', 'resource: goods\nmethods: { list: GET /goods }\n');
  await dev.until(/\+ list_all_shop_goods/);
  rmSync(path('resources/goods.yaml'));
  await dev.until(/- list_all_shop_goods/);
  renameSync(path('integration.yaml'), path('integration.bak'));
  await dev.until(/\[missing-file\]/);
  expect(await namesOf(client)).toEqual([ORDER, 'shop_orders_refund']);
  renameSync(path('integration.bak'), path('integration.yaml'));
  await dev.until(/mended/);
  renameSync(join(folder, 'shop'), join(folder, 'away'));
  await dev.until(/there is no `shop` any more/);
  renameSync(join(folder, 'away'), join(folder, 'shop'));
  await dev.until(/mended/);
  save('resources/orders.yaml', orders());
  await dev.until(/- shop_orders_refund/);
  await client.close();
  await dev.stop();
});

test('prompts and instructions are exchanged too, and a client is told of lists that have changed only', async () => {
  const dev = await startDev();
  const told: string[] = [];
  const listening = await dev.connect('2026', (list) => told.push(list));
  expect(await listening.listPrompts()).toEqual([]);
  save('integration.yaml', entry('instructions: Be quick.\nprompts: { greet: { text: Hello. } }\n'));
  await dev.until(/reloaded/);
  expect((await listening.listPrompts()).map(({ name }) => name)).toEqual(['greet']);
  const next = await dev.connect('2025');
  expect(next.instructions).toBe('Be quick.');
  while (told.length === 0) await new Promise((later) => setTimeout(later, 5));
  save('integration.yaml', entry('instructions: Be calm.\nprompts: { greet: { text: Hello. } }\n'));
  await dev.until(/reloaded/);
  save('resources/orders.yaml', orders(REFUND));
  while (told.length === 1) await new Promise((later) => setTimeout(later, 5));
  expect(told).toEqual(['prompts', 'tools']);
  await Promise.all([listening.close(), next.close()]);
  await dev.stop();
});

test('settings of accounts are read again with the `.env` file and with `account:`', async () => {
  const account = (required: string) =>
    entry(
      `account: { required: [${required}], properties: { key: { type: string, writeOnly: true }, who: { type: string } } }\nauth: { type: bearer, token: "{{$account.key}}" }\n`,
    );
  save('integration.yaml', account('key'));
  const dev = await startDev();
  const client = await dev.connect('2025');
  const call = async () => (await client.call(ORDER, { id: '7' })).structuredContent.error?.code;
  expect(await call()).toBe('missing_secret');
  writeFileSync(join(folder, '.env'), 'SHOP_KEY=k-1\n');
  await dev.until(/reloaded/);
  expect(await call()).toBeUndefined();
  expect(upstream.received.at(-1)?.headers.authorization).toBe('Bearer k-1');
  save('integration.yaml', account('key, who'));
  expect(await dev.until(/SHOP_WHO/)).not.toContain('k-1');
  expect(await call()).toBe('missing_secret');
  await client.close();
  await dev.stop();
});

test('a sandbox keeps what calls have changed until its own file changes', async () => {
  const sandbox = (name: string) => `
sandbox: 1
collections: { orders: { key: id, seed: '[{"id": "1", "name": "${name}"}]' } }
routes:
  GET /orders/{id}: { let: { found: "$get('orders', $path.id)" }, body: { name: "{{$found.name}}" } }
  POST /orders/{id}: { put: { orders: '{"id": $path.id, "name": "changed"}' }, body: {} }
`;
  save('sandbox.yaml', sandbox('first'));
  const write =
    '  change: { description: Changes., request: "POST /orders/{id}", parameters: { id: { type: string } } }\n';
  save('resources/orders.yaml', orders(write));
  const dev = await startDev('--sandbox');
  const client = await dev.connect('2026');
  const nameOf = async () => (await client.call(ORDER, { id: '1' })).structuredContent.name;
  expect(await nameOf()).toBe('first');
  await client.call('shop_orders_change', { id: '1' });
  save('resources/orders.yaml', orders(write + REFUND));
  await dev.until(/\+ shop_orders_refund/);
  expect(await nameOf()).toBe('changed');
  save('sandbox.yaml', sandbox('second'));
  await dev.until(/the sandbox has started over/);
  expect(await nameOf()).toBe('second');
  rmSync(join(folder, 'shop/sandbox.yaml'));
  await dev.until(/broken +`shop` has no `sandbox\.yaml`/);
  expect(await nameOf()).toBe('second');
  await client.close();
  await dev.stop();
});

test('an integration that is broken at the start is served as soon as it is correct', async () => {
  save('resources/orders.yaml', 'resource: orders\n');
  const dev = await startDev();
  const client = await dev.connect('2026');
  expect(await namesOf(client)).toEqual([]);
  save('resources/orders.yaml', orders());
  await dev.until(/mended +shop +1 tool/);
  expect(await namesOf(client)).toEqual([ORDER]);
  await client.close();
  await dev.stop();
});

test('of two integrations that come to make the same tool, the later one stays as it was', async () => {
  mkdirSync(join(folder, 'depot'));
  const depot = (tool: string) =>
    `ymcp: 1\nname: depot\nlabel: Depot\nbase_url: ${upstream.url}\nresources: { orders: { methods: { peek: { tool: ${tool}, request: GET /peek } } } }\n`;
  writeFileSync(join(folder, 'depot/integration.yaml'), depot('peek'));
  const dev = await startDev('./depot');
  const client = await dev.connect('2026');
  writeFileSync(join(folder, 'depot/integration.yaml'), depot(ORDER));
  await dev.until(/broken +`shop` and `depot` both make the tool/);
  expect(await namesOf(client)).toEqual([ORDER, 'peek']);
  await client.close();
  await dev.stop();
});
