import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Command } from 'commander';
import { recordCase } from '../../engine/cases/record.ts';
import type { LiveUpstream } from '../../engine/cases/run.ts';
import { settingsFromEnvironment } from '../../engine/operation/settings.ts';
import { startSandbox } from '../../engine/sandbox/server.ts';
import type { CaseDefinition, CaseSetup } from '../../engine/types.ts';
import { parseSource } from '../../engine/yaml/source.ts';
import { appendTo, writeYaml } from '../../engine/yaml/write.ts';
import { parseArguments, parseObject } from '../arguments.ts';
import { sandboxOf } from '../catalog.ts';
import { agrees } from '../confirm.ts';
import { environment, stateFolder } from '../environment.ts';
import { UsageError } from '../errors.ts';
import { findTool } from '../find-tool.ts';
import { loadIntegrationOrExit } from '../integrations.ts';
import { bytes, plural, printError, printLine } from '../terminal.ts';
import { createFileStore } from '../token-file.ts';

interface RecordOptions {
  name: string;
  json?: string;
  sandbox?: boolean;
  keepPeople?: boolean;
  yes?: boolean;
  integration?: string[];
}

const MODELINE = ' yaml-language-server: $schema=../../integration.schema.json';

export function addRecord(program: Command): void {
  program
    .command('record')
    .description('make a case of a real call, with stand-ins for credentials and people')
    .argument('<tool>', 'name of the tool, as `ymcp tools` lists it')
    .argument('[key=value...]', 'arguments')
    .requiredOption('--name <text>', 'what the case shows, in a few words')
    .option('--json <object>', 'arguments as a JSON object')
    .option('--sandbox', "record from the integration's sandbox instead of the API")
    .option('--keep-people', 'keep addresses and telephone numbers as they are; always so with --sandbox')
    .option('-y, --yes', 'agree to what the tool asks')
    .option('-i, --integration <name...>', 'where to look for the tool; everywhere when left out')
    .action(async (tool: string, pairs: string[], options: RecordOptions) => {
      const { integration, path, operation } = await findTool(
        tool,
        options.integration ?? [],
        loadIntegrationOrExit,
      );
      const folder = join(folderOf(path), 'cases');
      const setup = setupIn(folder);
      const { upstream, close } = await open(integration, options.sandbox === true);
      try {
        const recording = await recordCase(integration, {
          tool,
          name: options.name,
          arguments: {
            ...(options.json !== undefined && parseObject(options.json)),
            ...parseArguments(pairs, operation),
          },
          upstream,
          setup,
          keepsPeople: options.keepPeople === true || options.sandbox === true,
          agree: async (question) => options.yes === true || (await agrees(question)) === true,
        });
        if (!setup) keep(join(folder, 'setup.yaml'), writeYaml({ setup: recording.setup }, MODELINE));
        const file = addCase(folder, recording.case);
        const { outcome } = recording;
        printLine(relative(process.cwd(), file));
        printError(
          'value' in outcome
            ? `  ok, ${plural(recording.case.exchanges?.length ?? 0, 'request')}, ${bytes(outcome.text.length)}`
            : `  ${outcome.error.code}: ${outcome.error.message}`,
        );
      } finally {
        await close();
      }
    });
}

async function open(
  integration: Parameters<typeof sandboxOf>[0],
  usesSandbox: boolean,
): Promise<{ upstream: LiveUpstream; close(): Promise<void> }> {
  if (usesSandbox) {
    const definition = sandboxOf(integration);
    const { url, close } = await startSandbox(definition);
    return {
      upstream: { kind: 'sandbox', settings: definition.account ?? {}, options: { origin: url } },
      close,
    };
  }
  const env = environment();
  const options = { tokens: createFileStore(stateFolder(env)) };
  return {
    upstream: { kind: 'live', settings: settingsFromEnvironment(integration, env), options },
    close: async () => {},
  };
}

function folderOf(path: string): string {
  if (!/\.ya?ml$/.test(path)) return path;
  throw new UsageError(
    `\`${path}\` is a single file; cases need a folder: move it to \`${path.replace(/\.ya?ml$/, '')}/integration.yaml\`.`,
  );
}

function setupIn(folder: string): CaseSetup | undefined {
  const file = join(folder, 'setup.yaml');
  if (!existsSync(file)) return undefined;
  const { data } = parseSource(file, readFileSync(file, 'utf8'));
  return (data as { setup?: CaseSetup } | undefined)?.setup;
}

/** Adds a case to the file of its method, which is made when there is none. */
function addCase(folder: string, { method, ...definition }: CaseDefinition): string {
  const file = join(folder, `${method}.yaml`);
  const text = existsSync(file)
    ? appendTo(readFileSync(file, 'utf8'), 'cases', definition)
    : writeYaml({ method, cases: [definition] }, MODELINE);
  keep(file, text);
  return file;
}

function keep(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
