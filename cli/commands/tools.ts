import type { Command } from 'commander';
import { toTool } from '../../engine/mcp/tool.ts';
import type { Operation } from '../../engine/operation/contract.ts';
import { compileOperations } from '../../engine/operation/operation.ts';
import { chooseIntegrations } from '../choose.ts';
import { openIntegrations } from '../open-integration.ts';
import { colours, plural, printLine, table } from '../terminal.ts';

export function addTools(program: Command): void {
  program
    .command('tools')
    .description('list the tools that integrations make')
    .argument('[integration]', 'by name or path')
    .option('--json', 'print the tools as MCP clients get them')
    .action(async (name: string | undefined, { json }: { json?: boolean }) => {
      const integrations = await openIntegrations(
        chooseIntegrations(name === undefined ? [] : [name], 'all'),
      );
      if (json)
        return void printLine(JSON.stringify(integrations.flatMap(compileOperations).map(toTool), null, 2));
      for (const integration of integrations) printTools(integration.label, compileOperations(integration));
    });
}

function printTools(label: string, operations: readonly Operation[]): void {
  const { bold, dim } = colours(process.stdout);
  printLine(`${bold(label)}  ${plural(operations.length, 'tool')}\n`);
  printLine(
    table(
      operations.map((operation) => [`  ${operation.tool}`, kind(operation), dim(parameters(operation))]),
    ),
  );
  printLine();
}

function kind({ hints }: Operation): string {
  const { green, yellow, red } = colours(process.stdout);
  if (hints.readOnly) return green('read');
  return hints.destructive ? red('overwrites') : yellow('adds');
}

/** Parameter names, required ones first and marked: `list_id* limit`. */
function parameters({ inputSchema }: Operation): string {
  const required = (inputSchema.required ?? []) as string[];
  const names = Object.keys(inputSchema.properties as object);
  return [...required.map((name) => `${name}*`), ...names.filter((name) => !required.includes(name))].join(
    ' ',
  );
}
