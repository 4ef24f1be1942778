import { type Command, Option } from 'commander';
import { parseArguments, parseObject } from '../arguments.ts';
import { openCatalog } from '../catalog.ts';
import { callAsking } from '../confirm.ts';
import { describeError, FindingsError } from '../errors.ts';
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
      const { integration, operation } = findTool(tool, options.integration ?? []);
      const object = options.json === undefined ? {} : parseObject(options.json);
      const given = { ...object, ...parseArguments(pairs, operation) };
      const opened = await openCatalog([integration], options.sandbox === true, {
        onFault: (error) => console.error(error),
      });
      const cancel = new AbortController();
      process.once('SIGINT', () => cancel.abort());
      try {
        const watch = { signal: cancel.signal, onProgress: showProgress('items') };
        const outcome = await callAsking(opened.catalog, tool, given, watch);
        if ('error' in outcome) throw new FindingsError(describeError(outcome.error));
        printLine(process.stdout.isTTY ? JSON.stringify(outcome.value, null, 2) : outcome.text);
      } finally {
        await opened.close();
      }
    });
}
