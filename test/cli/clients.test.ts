import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parse as parseJsonc } from 'jsonc-parser';
import { parse as parseToml } from 'smol-toml';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { McpClient, Target } from '../../cli/clients/client.ts';
import { clients } from '../../cli/clients/index.ts';
import { runCli } from '../support/run-cli.ts';

const REMOTE: Target = {
  name: 'shop',
  url: 'https://mcp.example.com/mcp/abc',
  headers: { Authorization: 'Bearer ymcps_secret' },
};
const LOCAL: Target = {
  name: 'shop',
  command: '/usr/bin/node',
  args: ['/opt/my ymcp/main.js', 'serve', "it's"],
};

const client = (id: string) => clients.find((one) => one.id === id) as McpClient;
const edited = (id: string, text: string, target: Target) => client(id).file?.edit(text, target) ?? '';

test.each([
  [
    'claude-code',
    "claude mcp add --transport http shop https://mcp.example.com/mcp/abc --header 'Authorization: Bearer ymcps_secret'",
  ],
  ['codex', 'codex mcp add shop --url https://mcp.example.com/mcp/abc'],
  ['chatgpt', 'add a connector with the address https://mcp.example.com/mcp/abc'],
])('%s is told of an address', (id, line) => {
  expect(client(id).setup(REMOTE)).toBe(line);
});

test('a command with spaces and quotes reaches the shell as it is', () => {
  expect(client('claude-code').setup(LOCAL)).toBe(
    "claude mcp add shop -- /usr/bin/node '/opt/my ymcp/main.js' serve 'it'\\''s'",
  );
});

test('links hold what the files would', () => {
  const cursor = new URL(client('cursor').deeplink?.(REMOTE) ?? '');
  const config = JSON.parse(Buffer.from(cursor.searchParams.get('config') ?? '', 'base64').toString());
  expect([cursor.protocol, cursor.searchParams.get('name'), config]).toEqual([
    'cursor:',
    'shop',
    { url: REMOTE.url, headers: { Authorization: 'Bearer ymcps_secret' } },
  ]);
  const code = client('vs-code').deeplink?.(REMOTE).replace('vscode:mcp/install?', '') ?? '';
  expect(JSON.parse(decodeURIComponent(code))).toMatchObject({ name: 'shop', type: 'http', url: REMOTE.url });
});

describe.each(['claude-code', 'claude-desktop', 'cursor', 'vs-code'])('the file of %s', (id) => {
  const root = id === 'vs-code' ? 'servers' : 'mcpServers';

  test('is made where there is none', () => {
    expect(Object.keys(parseJsonc(edited(id, '', LOCAL)))).toEqual([root]);
  });

  test('keeps comments and other servers', () => {
    const before = `{\n  // mine\n  "${root}": {\n    "other": { "command": "x" } // keep\n  }\n}\n`;
    const after = edited(id, before, REMOTE);
    expect(after).toContain('// mine');
    expect(after).toContain('// keep');
    expect(Object.keys(parseJsonc(after)[root])).toEqual(['other', 'shop']);
    expect(edited(id, after, REMOTE)).toBe(after);
  });

  test('is not touched when it is broken', () => {
    expect(() => edited(id, '{ "mcpServers": [', REMOTE)).toThrow('no correct JSON');
  });
});

test('the file of Codex is TOML, and a server of that name is not overwritten', () => {
  const before = '# mine\nmodel = "x"\n';
  const after = edited('codex', before, REMOTE);
  expect(after.startsWith(before)).toBe(true);
  expect(parseToml(after)).toEqual({
    model: 'x',
    mcp_servers: { shop: { url: REMOTE.url, http_headers: { Authorization: 'Bearer ymcps_secret' } } },
  });
  expect(parseToml(edited('codex', '', LOCAL))).toEqual({
    mcp_servers: { shop: { command: LOCAL.command, args: LOCAL.args } },
  });
  expect(() => edited('codex', after, REMOTE)).toThrow('already');
});

describe('install', () => {
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'ymcp-home-'));
  });
  afterEach(() => rmSync(home, { recursive: true }));

  const url = 'https://mcp.example.com/mcp/1';
  const run = (args: string[], env = {}) => runCli(['install', ...args], { env: { HOME: home, ...env } });
  const file = () => join(home, '.cursor', 'mcp.json');

  test('shows the change, with the token left out, and writes it for its owner only', async () => {
    const ran = await run(['cursor', '--url', url, '--name', 'shop', '--yes'], {
      YMCP_TOKEN: 'ymcps_0123456789',
    });
    expect(ran).toMatchObject({ code: 0 });
    expect(ran.stdout).toContain('+    "shop": {');
    expect(ran.stdout + ran.stderr).not.toContain('0123456789');
    expect(JSON.parse(readFileSync(file(), 'utf8'))).toEqual({
      mcpServers: { shop: { url, headers: { Authorization: 'Bearer ymcps_0123456789' } } },
    });
    expect(statSync(file()).mode & 0o777).toBe(0o600);
  });

  test('writes nothing unless it is told to', async () => {
    mkdirSync(dirname(file()));
    writeFileSync(file(), '{}');
    const ran = await run(['cursor', '--url', url]);
    expect(ran).toMatchObject({ code: 2 });
    expect(readFileSync(file(), 'utf8')).toBe('{}');
  });

  test('an integration is installed as a command that exists', async () => {
    const ran = await run(['claude-desktop', '--integration', 'ipost', '--sandbox', '--yes']);
    expect(ran).toMatchObject({ code: 0 });
    const config = join(home, '.config', 'Claude', 'claude_desktop_config.json');
    const { command, args } = JSON.parse(readFileSync(config, 'utf8')).mcpServers.ipost;
    expect(command).toBe(process.execPath);
    expect(args.slice(1)).toEqual(['serve', expect.stringMatching(/integrations\/ipost$/), '--sandbox']);
    expect(statSync(args[0]).isFile()).toBe(true);
  });

  test.each([
    [['cursor'], 'give either --url or --integration'],
    [['cursor', '--url', url, '--name', 'a b'], 'no name for a server'],
    [['codex', '--url', url, '--scope', 'project'], 'no file of its own per project'],
    [['nobody', '--url', url], 'Allowed choices'],
  ])('%j is refused', async (args, message) => {
    const ran = await run(args);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain(message);
  });
});
