import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { connectStdio, ERAS } from '../support/clients.ts';
import { runCli } from '../support/run-cli.ts';
import { json, startUpstream, type Upstream } from '../support/upstream.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

interface Manifest {
  version: string;
  tools: { name: string; description: string }[];
  user_config: Record<string, Record<string, unknown>>;
  server: {
    entry_point: string;
    mcp_config: { command: string; args: string[]; env: Record<string, string> };
  };
  [key: string]: unknown;
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ymcp-pack-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Packs an integration and unpacks it into a folder that has nothing else. */
async function packed(integration: string, name: string): Promise<{ root: string; manifest: Manifest }> {
  const out = join(folder, `${name}.mcpb`);
  const ran = await runCli(['pack', integration, '--out', out, '--author', 'Ann'], { cwd: folder });
  expect(ran).toMatchObject({ code: 0, stdout: `${out}\n` });
  const root = join(folder, name);
  for (const [path, bytes] of Object.entries(unzipSync(readFileSync(out)))) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), bytes);
  }
  return { root, manifest: JSON.parse(readFileSync(join(root, 'manifest.json'), 'utf8')) };
}

/** The command as a host makes it of the manifest: what a person gave in place of the placeholders, the others left. */
function commandOf(root: string, { server }: Manifest, given: Record<string, string>) {
  const fill = (text: string) =>
    text
      .replaceAll('${__dirname}', root)
      .replace(/\$\{user_config\.(\w+)\}/, (whole, key: string) => given[key] ?? whole);
  const { args, env } = server.mcp_config;
  return {
    command: process.execPath,
    args: args.map(fill),
    cwd: root,
    env: {
      HOME: root,
      ...Object.fromEntries(Object.entries(env).map(([name, value]) => [name, fill(value)])),
    },
  };
}

describe('an integration that comes with ymcp', () => {
  let root: string;
  let manifest: Manifest;
  beforeAll(async () => {
    ({ root, manifest } = await packed('ipost', 'ipost'));
  });

  test('says what it is and what it asks for', () => {
    expect(manifest).toMatchObject({
      manifest_version: '0.3',
      name: 'ipost',
      display_name: 'iPost',
      author: { name: 'Ann' },
      version: JSON.parse(readFileSync('package.json', 'utf8')).version,
      compatibility: { runtimes: { node: '>=20.19' } },
      server: { type: 'node', mcp_config: { command: 'node' } },
    });
    expect(manifest.user_config).toEqual({
      instance: {
        type: 'string',
        title: 'Instance',
        description: expect.stringMatching(/ One of g001, g002, g003\.$/),
        required: false,
        default: 'g001',
      },
      client_token: {
        type: 'string',
        title: 'Client token',
        description: expect.any(String),
        required: true,
      },
      email: { type: 'string', title: 'Email', description: expect.any(String), required: true },
      password: {
        type: 'string',
        title: 'Password',
        description: expect.any(String),
        required: true,
        sensitive: true,
      },
    });
    expect(manifest.server.mcp_config.env).toMatchObject({ IPOST_PASSWORD: '${user_config.password}' });
  });

  test('holds the program and the YAML, without its cases', () => {
    expect(existsSync(join(root, manifest.server.entry_point))).toBe(true);
    expect(existsSync(join(root, 'integrations/ipost/integration.yaml'))).toBe(true);
    expect(existsSync(join(root, 'integrations/ipost/cases'))).toBe(false);
    // No native code, which would tie it to one kind of machine.
    expect(existsSync(join(root, 'server/node_modules/libsql'))).toBe(false);
  });

  test.each(ERAS)('serves a client of %s from where it was unpacked', async (era) => {
    const command = commandOf(root, manifest, {});
    const client = await connectStdio(era, { ...command, args: [...command.args, '--sandbox'] });
    const tools = await client.listTools();
    expect(tools.map(({ name, description }) => ({ name, description }))).toEqual(manifest.tools);
    const result = await client.call('list_all_i_post_lists', { limit: 1 });
    expect(result.isError).not.toBe(true);
    expect(result.structuredContent.result).toHaveLength(1);
    await client.close();
  });

  test('is the same file whenever it is made', async () => {
    const again = await runCli(['pack', 'ipost', '--author', 'Ann'], { cwd: folder });
    expect(again.stdout.trim().endsWith('/ipost.mcpb')).toBe(true);
    const [one, other] = [join(folder, 'ipost.mcpb'), again.stdout.trim()].map((path) => readFileSync(path));
    expect(one?.equals(other as Buffer)).toBe(true);
  });
});

describe('an integration of one file', () => {
  let upstream: Upstream;
  beforeAll(async () => {
    upstream = await startUpstream(({ path, headers }, response) =>
      json(response, 200, { path, key: headers['x-key'] ?? null, size: headers['x-size'] ?? null }),
    );
  });
  afterAll(() => upstream.close());

  test('works with what the person gave, and without what the person left empty', async () => {
    writeFileSync(
      join(folder, 'shop.yaml'),
      `
ymcp: 1
name: shop
label: Shop
base_url: ${upstream.url}
account:
  required: [key]
  properties:
    key: { type: string, writeOnly: true, env: SHOP_SECRET_KEY }
    size: { type: integer, minimum: 1, maximum: 9, default: 5 }
    note: { type: string }
headers: { X-Key: "{{$account.key}}", X-Size: "{{$account.size}}" }
resources: { items: { methods: { get: "GET /items/{id}" } } }
`,
    );
    const { root, manifest } = await packed('./shop.yaml', 'shop');
    expect(manifest.user_config).toMatchObject({
      key: { sensitive: true, required: true },
      size: { type: 'number', min: 1, max: 9, default: 5, required: false },
      note: { type: 'string', description: 'Note of the account.' },
    });
    const client = await connectStdio('2026', commandOf(root, manifest, { key: 'given-key' }));
    const { structuredContent } = await client.call('get_single_shop_item_by_id', { id: '7' });
    expect(structuredContent).toMatchObject({ path: '/items/7', size: '5' });
    expect(upstream.received.at(-1)?.headers['x-key']).toBe('given-key');
    await client.close();
  });

  test.each([
    [['pack', 'nothing'], 'there is no integration `nothing`'],
    [['pack', 'ipost', '--out', 'x.zip'], 'expected a name ending in .mcpb'],
  ])('%j is refused', async (args, message) => {
    const ran = await runCli(args, { cwd: folder });
    expect(ran).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(message) });
  });
});
