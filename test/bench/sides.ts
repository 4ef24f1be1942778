import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { transformSync } from 'esbuild';
import type { Api } from './api.ts';

export const BENCH: string = import.meta.dirname;
export const MAIN: string = resolve(BENCH, '../../dist/cli/main.js');
const script = (name: string) => join(BENCH, 'servers', `${name}.js`);
const peer = (path: string) => join(BENCH, 'node_modules', path);

/** One of the servers that are compared: all offer the same API from the same document. */
export interface Side {
  name: string;
  /** What it is, in a few words. */
  what: string;
  /** Whether it is someone's product, rather than a yardstick. */
  isPeer?: true;
  /** What node is started with. */
  args(api: Api): string[];
  /** Name of its tool that lists contacts. */
  tool: string;
}

export const sides: readonly Side[] = [
  {
    name: 'ymcp',
    what: 'this program, from YAML',
    args: ({ integration }) => [MAIN, 'serve', integration, '--tools', 'all'],
    tool: 'list_all_crm_contacts',
  },
  {
    name: 'sdk',
    what: 'by hand on SDK 2.4.0, native projection',
    args: ({ list, url }) => [script('sdk'), list, url],
    tool: 'list_contacts',
  },
  {
    name: 'sdk 1',
    what: 'by hand on SDK 1.32.2, native projection',
    args: ({ list, url }) => [script('sdk1'), list, url],
    tool: 'list_contacts',
  },
  {
    name: 'floor',
    what: 'by hand without an SDK, native projection',
    args: ({ list, url }) => [script('floor'), list, url],
    tool: 'list_contacts',
  },
  {
    name: 'ivotoby',
    what: '@ivotoby/openapi-mcp-server 1.16.1',
    isPeer: true,
    args: ({ document, url }) => [
      peer('@ivotoby/openapi-mcp-server/bin/mcp-server.js'),
      ...['--openapi-spec', document, '--api-base-url', url, '--transport', 'stdio'],
    ],
    tool: 'lst-contacts',
  },
  {
    name: 'generator',
    what: 'openapi-mcp-generator 4.0.1, its output built',
    isPeer: true,
    args: (api) => [generated(api)],
    tool: 'list_contacts',
  },
  {
    name: 'fastmcp',
    what: 'fastmcp 4.20.16, fromOpenAPI',
    isPeer: true,
    args: ({ document }) => [script('fastmcp'), document],
    tool: 'list_contacts',
  },
];

export function sideOf(name: string): Side {
  const side = sides.find((one) => one.name === name);
  if (!side) throw new Error(`no side \`${name}\``);
  return side;
}

/** Generates and builds the project once per run; it lies where it finds the packages it imports. */
function generated({ document, url, tools }: Api): string {
  const folder = peer(`.generated/${tools}-${new URL(url).port}`);
  const built = join(folder, 'build', 'index.js');
  if (existsSync(built)) return built;
  const flags = ['--input', document, '--output', folder, '--base-url', url, '--force'];
  execFileSync(process.execPath, [peer('openapi-mcp-generator/bin/openapi-mcp-generator.js'), ...flags], {
    stdio: 'ignore',
  });
  const { code } = transformSync(readFileSync(join(folder, 'src', 'index.ts'), 'utf8'), {
    loader: 'ts',
    format: 'esm',
  });
  mkdirSync(dirname(built), { recursive: true });
  writeFileSync(built, code);
  return built;
}
