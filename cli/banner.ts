import { realpathSync } from 'node:fs';
import type { Integration } from '../engine/schema/model.ts';
import { colours, plural, table } from './terminal.ts';
import { VERSION } from './version.ts';

export interface BannerFacts {
  integrations: readonly Integration[];
  /** The integrations as they were named on the command line. */
  names: readonly string[];
  url: string;
  tools: number;
  sandbox: boolean;
  /** Whether what is saved is served at once. */
  isLive?: boolean;
}

/** What someone who has just started the server needs: where it is, and a line to paste into each MCP client. */
export function banner({ integrations, names, url, tools, sandbox, isLive = false }: BannerFacts): string {
  const { bold, dim, cyan } = colours(process.stderr);
  const labels = integrations.map(({ label }) => label).join(', ');
  const name = integrations.map((integration) => integration.name).join('-');
  const rehearsal = sandbox
    ? `  ${dim('rehearsing against the sandbox: no account needed, nothing real is touched')}`
    : '';
  const clients = [
    ['Claude Code', `claude mcp add --transport http ${name} ${url}`],
    ['Codex, ChatGPT desktop', `codex mcp add ${name} --url ${url}`],
    ['VS Code', `code --add-mcp '${JSON.stringify({ name, type: 'http', url })}'`],
    ['Cursor', `put in .cursor/mcp.json: ${JSON.stringify({ mcpServers: { [name]: { url } } })}`],
    [
      'Claude Desktop',
      `put in claude_desktop_config.json: ${JSON.stringify({ mcpServers: { [name]: stdioCommand(isLive ? 'dev' : 'serve', names, sandbox) } })}`,
    ],
    ['ChatGPT web', 'reaches public https addresses only, not this machine; use the desktop app'],
  ].map(([client = '', line = '']) => [`  ${bold(client)}`, line]);
  return [
    '',
    `  ${bold(cyan('ymcp'))} ${VERSION}  ${bold(labels)}  ${plural(tools, 'tool')}${rehearsal}`,
    '',
    `  ${bold(url)}`,
    '',
    table(clients),
    '',
    dim(`  ${isLive ? 'What you save is served at once. ' : ''}Calls show here. Ctrl-C stops.`),
    '',
  ].join('\n');
}

/** Claude Desktop starts local servers itself and takes no address. */
function stdioCommand(
  command: string,
  names: readonly string[],
  sandbox: boolean,
): { command: string; args: string[] } {
  const program = realpathSync(process.argv[1] ?? '');
  return { command: process.execPath, args: [program, command, ...names, ...(sandbox ? ['--sandbox'] : [])] };
}
