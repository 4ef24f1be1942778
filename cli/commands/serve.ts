import type { Command } from 'commander';
import { isLoopback, serveHttp } from '../../engine/mcp/http.ts';
import { serveStdio } from '../../engine/mcp/stdio.ts';
import type { CallRecord } from '../../engine/operation/catalog.ts';
import type { Integration } from '../../engine/schema/model.ts';
import { banner } from '../banner.ts';
import { openCatalog } from '../catalog.ts';
import { chooseIntegrations } from '../choose.ts';
import { UsageError } from '../errors.ts';
import { loadIntegrationOrExit } from '../integrations.ts';
import { parseAddress } from '../port.ts';
import { untilStopped } from '../stop.ts';
import { bytes, colours, plural, printError } from '../terminal.ts';
import { VERSION } from '../version.ts';

interface ServeOptions {
  http?: string;
  sandbox?: boolean;
}

export function addServe(program: Command): void {
  program
    .command('serve')
    .description('serve integrations as an MCP server, on stdio unless told otherwise')
    .argument('[integration...]', 'by name or path')
    .option('--http <address>', 'serve Streamable HTTP on [host:]port of this machine')
    .option('--sandbox', "rehearse: call each integration's sandbox instead of its API")
    .action(async (names: string[], { http, sandbox = false }: ServeOptions) => {
      const integrations = chooseIntegrations(names, 'one').map(loadIntegrationOrExit);
      refuseClashes(integrations);
      if (http === undefined) return serveOnStdio(integrations, sandbox);
      return serveOnHttp(integrations, sandbox, parseAddress(http), names);
    });
}

const onFault = (error: unknown) => console.error(error);
const infoOf = (integrations: readonly Integration[]) => ({
  name: integrations.length === 1 ? integrations[0]!.name : 'ymcp',
  version: VERSION,
});

async function serveOnStdio(integrations: readonly Integration[], sandbox: boolean): Promise<void> {
  const opened = await openCatalog(integrations, sandbox, { onFault });
  for (const warning of opened.warnings) printError(`ymcp: ${warning}`);
  const server = serveStdio(opened.catalog, infoOf(integrations), onFault);
  await Promise.race([untilStopped(), new Promise((resolve) => process.stdin.once('close', resolve))]);
  await server.close();
  await opened.close();
}

async function serveOnHttp(
  integrations: readonly Integration[],
  sandbox: boolean,
  { host, port }: { host: string; port: number },
  names: readonly string[],
): Promise<void> {
  if (!isLoopback(host))
    throw new UsageError(
      `\`${host}\` would serve callers that nobody has checked; use 127.0.0.1, localhost or ::1.`,
    );
  const opened = await openCatalog(integrations, sandbox, {
    onFault,
    onCall: (record) => printError(callLine(record)),
  });
  const server = await serveHttp(opened.catalog, infoOf(integrations), { host, port, onError: onFault });
  printError(
    banner({ integrations, names, url: server.url, tools: opened.catalog.operations.length, sandbox }),
  );
  for (const warning of opened.warnings) printError(colours(process.stderr).yellow(`  ! ${warning}\n`));
  await untilStopped();
  await server.close();
  await opened.close();
}

/** One line per call: when, how it ended, what was called, what it cost. */
function callLine({
  tool,
  outcome,
  requests,
  bytesReceived,
  bytesReturned,
  milliseconds,
}: CallRecord): string {
  const { dim, green, red, bold } = colours(process.stderr);
  const time = dim(new Date().toTimeString().slice(0, 8));
  const ended = outcome === 'ok' ? green(outcome.padEnd(18)) : red(outcome.padEnd(18));
  const cost = `${plural(requests, 'request')}, ${bytes(bytesReceived)} in, ${bytes(bytesReturned)} out, ${Math.round(milliseconds)} ms`;
  return `  ${time}  ${ended}${bold(tool)}  ${dim(cost)}`;
}

function refuseClashes(integrations: readonly Integration[]): void {
  const owner = new Map<string, string>();
  for (const { name, methods } of integrations) {
    for (const { tool } of methods) {
      const other = owner.get(tool);
      if (other !== undefined)
        throw new UsageError(
          `\`${other}\` and \`${name}\` both make the tool \`${tool}\`; serve them apart.`,
        );
      owner.set(tool, name);
    }
  }
}
