import type { Command } from 'commander';
import { startSandbox } from '../../engine/sandbox/server.ts';
import { sandboxOf } from '../catalog.ts';
import { findIntegration } from '../find-integration.ts';
import { loadIntegrationOrExit } from '../integrations.ts';
import { parsePort } from '../port.ts';
import { untilStopped } from '../stop.ts';
import { clockTime, colours, printError, table } from '../terminal.ts';

export function addSandbox(program: Command): void {
  program
    .command('sandbox')
    .description("serve an integration's rehearsal upstream over HTTP on loopback")
    .argument('<integration>', 'by name or path')
    .option('--port <port>', 'port to listen on; a free one when left out', '0')
    .action(async (name: string, { port }: { port: string }) => {
      const integration = loadIntegrationOrExit(findIntegration(name));
      const definition = sandboxOf(integration);
      const { dim } = colours(process.stderr);
      const sandbox = await startSandbox(definition, {
        port: parsePort(port),
        onRequest: ({ verb, path, status }) => printError(`${dim(clockTime())}  ${status}  ${verb} ${path}`),
      });
      printError(help(integration.label, sandbox.url, Object.keys(definition.faults ?? {})));
      await untilStopped();
      await sandbox.close();
    });
}

function help(label: string, url: string, faults: readonly string[]): string {
  const { bold } = colours(process.stderr);
  const rows = [
    ['  state', `curl ${url}/_sandbox/`],
    ['  start over', `curl -X POST ${url}/_sandbox/reset`],
    ...(faults.length > 0
      ? [
          ['  fail twice', `curl -X POST '${url}/_sandbox/faults/${faults[0]}?times=2'`],
          ['  faults', faults.join(', ')],
        ]
      : []),
  ];
  return `${bold(`${label} sandbox`)}  ${url}\n\n${table(rows)}\n`;
}
