import { type Command, Option } from 'commander';
import type { ToolError } from '../../engine/errors.ts';
import { parseArguments } from '../arguments.ts';
import { openCatalog } from '../catalog.ts';
import { askToConfirm } from '../confirm.ts';
import { FindingsError } from '../errors.ts';
import { findTool } from '../find-tool.ts';
import { showProgress } from '../progress.ts';
import { printLine } from '../terminal.ts';

interface CallOptions {
  json?: string;
  sandbox?: boolean;
  integration?: string[];
}

export function addCall(program: Command): void {
  program
    .command('call')
    .description('call one tool and print its result as JSON')
    .argument('<tool>', 'name of the tool, as `ymcp tools` lists it')
    .argument('[key=value...]', 'arguments')
    .option('--json <object>', 'arguments as a JSON object')
    .option('--sandbox', "call the integration's sandbox instead of the API")
    .addOption(
      new Option('-i, --integration <name...>', 'where to look for the tool; everywhere when left out'),
    )
    .action(async (tool: string, pairs: string[], options: CallOptions) => {
      const { integration, schema } = findTool(tool, options.integration ?? []);
      const given = parseArguments(options.json, pairs, schema);
      const opened = await openCatalog([integration], options.sandbox === true, {
        onFault: (error) => console.error(error),
      });
      const cancel = new AbortController();
      process.once('SIGINT', () => cancel.abort());
      const watch = { signal: cancel.signal, onProgress: showProgress('items') };
      try {
        let outcome = await opened.catalog.call(tool, given, watch);
        const { question, confirm_token } = 'error' in outcome ? outcome.error.details : {};
        // The token is theirs to give only when they agree.
        if (question !== undefined && (await askToConfirm(question)))
          outcome = await opened.catalog.call(tool, { ...given, confirm_token }, watch);
        if ('error' in outcome) throw new FindingsError(describe(outcome.error));
        printLine(process.stdout.isTTY ? JSON.stringify(outcome.value, null, 2) : outcome.text);
      } finally {
        await opened.close();
      }
    });
}

function describe({ code, message, details }: ToolError): string {
  const token = details.confirm_token === undefined ? '' : `\nconfirm_token=${details.confirm_token}`;
  return `${code}: ${message}${token}`;
}
