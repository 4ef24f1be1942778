import type { Integration } from '../engine/schema/model.ts';
import { clients } from './clients/index.ts';
import { thisProgram } from './clients/this-program.ts';
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
  const program = thisProgram(isLive ? 'dev' : 'serve', ...names, ...(sandbox ? ['--sandbox'] : []));
  const rows = clients.map((client) => [
    `  ${bold(client.label)}`,
    // Claude Desktop starts local servers itself and takes no address.
    client.setup(client.id === 'claude-desktop' ? { name, ...program } : { name, url }),
  ]);
  return [
    '',
    `  ${bold(cyan('ymcp'))} ${VERSION}  ${bold(labels)}  ${plural(tools, 'tool')}${rehearsal}`,
    '',
    `  ${bold(url)}`,
    '',
    table(rows),
    '',
    dim(`  ${isLive ? 'What you save is served at once. ' : ''}Calls show here. Ctrl-C stops.`),
    '',
  ].join('\n');
}
