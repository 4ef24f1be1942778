import { type Command, Option } from 'commander';
import type { Catalog } from '../../engine/operation/catalog.ts';
import { listParts } from '../../engine/operation/list-parts.ts';
import { parseArguments, parseObject } from '../arguments.ts';
import { openCatalog } from '../catalog.ts';
import { callAsking } from '../confirm.ts';
import { describeError, FindingsError } from '../errors.ts';
import { findTool } from '../find-tool.ts';
import { openIntegration } from '../open-integration.ts';
import { checkOutput, reportWritten, writeParts } from '../output.ts';
import { showProgress } from '../progress.ts';
import { printLine } from '../terminal.ts';

interface CallOptions {
  json?: string;
  sandbox?: boolean;
  integration?: string[];
  output?: string;
}

/** Most bytes of one part of a list that goes to a file. */
const PART_BYTES = 33_554_432;

export function addCall(program: Command): void {
  program
    .command('call')
    .description('call one tool and print its result as JSON')
    .argument('<tool>', 'name of the tool, as `ymcp tools` lists it')
    .argument('[key=value...]', 'arguments')
    .option('--json <object>', 'arguments as a JSON object')
    .option('--sandbox', "call the integration's sandbox instead of the API")
    .option('--output <file>', 'write every item of a list to a file, as JSON lines')
    .addOption(
      new Option('-i, --integration <name...>', 'where to look for the tool; everywhere when left out'),
    )
    .action(async (tool: string, pairs: string[], options: CallOptions) => {
      const { integration, operation } = await findTool(tool, options.integration ?? [], openIntegration);
      const object = options.json === undefined ? {} : parseObject(options.json);
      const given = { ...object, ...parseArguments(pairs, operation) };
      const { output } = options;
      if (output !== undefined) checkOutput(output, operation, given);
      const opened = await openCatalog([integration], options.sandbox === true, {
        onFault: (error) => console.error(error),
        ...(output !== undefined && { outputBytes: PART_BYTES }),
      });
      const cancel = new AbortController();
      process.once('SIGINT', () => cancel.abort());
      try {
        if (output !== undefined) return await writeList(opened.catalog, tool, given, output, cancel.signal);
        const watch = { signal: cancel.signal, onProgress: showProgress('items') };
        const outcome = await callAsking(opened.catalog, tool, given, watch);
        if ('error' in outcome) throw new FindingsError(describeError(outcome.error));
        printLine(process.stdout.isTTY ? JSON.stringify(outcome.value, null, 2) : outcome.text);
      } finally {
        await opened.close();
      }
    });
}

async function writeList(
  catalog: Catalog,
  tool: string,
  given: Readonly<Record<string, unknown>>,
  file: string,
  signal: AbortSignal,
): Promise<void> {
  reportWritten(file, await writeParts(file, listParts(catalog, tool, given, { signal })));
}
