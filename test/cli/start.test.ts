import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bareEnvironment } from '../support/bare-environment.ts';
import { connectStdio, type TestClient } from '../support/clients.ts';
import { json, startUpstream, type Upstream } from '../support/upstream.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** Writes down which modules the program loads, as it does. */
const HOOK = `import { appendFileSync } from 'node:fs';
export async function load(url, context, next) {
  appendFileSync(process.env.LOADED, url + '\\n');
  return next(url, context);
}`;

let folder: string;
let upstream: Upstream;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ymcp-'));
  writeFileSync(join(folder, 'hook.mjs'), HOOK);
  const register = `import { register } from 'node:module'; register(${JSON.stringify(pathToFileURL(join(folder, 'hook.mjs')))});`;
  writeFileSync(join(folder, 'register.mjs'), register);
  upstream = await startUpstream((_, response) => json(response, 200, [{ id: 7 }]));
  writeFileSync(
    join(folder, 'shop.yaml'),
    `ymcp: 1
name: shop
label: Shop
base_url: ${upstream.url}
account:
  required: [token]
  properties:
    token: { type: string, minLength: 8, writeOnly: true }
auth: { type: bearer, token: "{{$account.token}}" }
resources:
  orders:
    methods:
      list: { request: GET /orders, description: "Lists orders, the newest first.", response: { items: $, item: { number: id } } }
`,
  );
});
afterAll(async () => {
  await upstream.close();
  rmSync(folder, { recursive: true });
});

/** Starts the built program; `loaded` says from what it is running by now. */
async function serve(): Promise<{ client: TestClient; loaded(): string[] }> {
  const log = join(folder, `loaded-${Math.random()}`);
  const client = await connectStdio('2025', {
    command: process.execPath,
    args: ['--import', join(folder, 'register.mjs'), join(ROOT, 'dist/cli/main.js'), 'serve', 'shop.yaml'],
    cwd: folder,
    env: { LOADED: log, SHOP_TOKEN: 'eight-characters', XDG_CACHE_HOME: join(folder, 'cache') },
  });
  return { client, loaded: () => partsOf(readFileSync(log, 'utf8').trim().split('\n')) };
}

/** Packages, and folders of the engine, that parts of these modules come from, as their source maps say. */
function partsOf(urls: readonly string[]): string[] {
  const chunks = urls.filter((url) => url.startsWith(pathToFileURL(join(ROOT, 'dist')).href));
  const sources = chunks.flatMap((url): string[] => {
    return JSON.parse(readFileSync(new URL(`${url}.map`), 'utf8')).sources;
  });
  const others = urls.filter((url) => url.includes('/node_modules/'));
  // What lies under `.pnpm` came into the SDK when that was built.
  const own = [...sources, ...others].filter((source) => !source.includes('/.pnpm/'));
  const parts = own.map((source) => {
    const name = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(source)?.[1];
    return name ?? /\/(engine\/[^/]+)\//.exec(source)?.[1];
  });
  return [...new Set(parts.filter((part) => part !== undefined))].sort();
}

test('a server of files that are known loads no more than it takes to list tools, and the rest with the first call', async () => {
  const first = await serve();
  const tools = await first.client.listTools();
  expect(first.loaded()).toEqual(expect.arrayContaining(['ajv', 'yaml', 'engine/lint']));
  await first.client.close();

  const { client, loaded } = await serve();
  expect(await client.listTools()).toEqual(tools);
  expect(loaded()).toEqual([
    '@modelcontextprotocol/core',
    '@modelcontextprotocol/core-internal',
    '@modelcontextprotocol/server',
    'commander',
    'engine/auth',
    'engine/http',
    'engine/load',
    'engine/mcp',
    'engine/operation',
    'engine/schema',
    'fastest-levenshtein',
    'lodash.snakecase',
    'picocolors',
    'pluralize',
    'zod',
  ]);
  const { structuredContent } = await client.call('list_all_shop_orders');
  expect(structuredContent).toMatchObject({ result: [{ number: 7 }] });
  expect(loaded()).toEqual(expect.arrayContaining(['ajv', 'undici', 'engine/expression']));
  expect(loaded()).not.toContain('yaml');
  expect(loaded()).not.toContain('engine/lint');
  await client.close();
});

test('Node keeps what it compiled of this build, where it can, and of no other', async () => {
  const compiled = join(folder, 'compiled-cache/ymcp/compiled');
  mkdirSync(join(compiled, 'of-another-build'), { recursive: true });
  const bin = join(ROOT, 'dist/cli/bin.js');
  const env = { ...bareEnvironment(), XDG_CACHE_HOME: join(folder, 'compiled-cache') };
  const { stdout } = await promisify(execFile)(process.execPath, [bin, '--version'], { env });
  expect(stdout).toMatch(/^\d+\.\d+\.\d+$/m);
  const kept = readdirSync(compiled, { recursive: true, encoding: 'utf8' });
  if ('enableCompileCache' in nodeModule) {
    expect(kept.length).toBeGreaterThan(3);
    expect(kept.some((name) => name.startsWith('of-another-build'))).toBe(false);
  } else expect(kept).toEqual(['of-another-build']);
});
