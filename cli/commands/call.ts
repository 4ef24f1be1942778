import { createInterface } from 'node:readline/promises';
import { type Command, Option } from 'commander';
import type { ToolError } from '../../engine/errors.ts';
import { isObject } from '../../engine/json.ts';
import { nearest } from '../../engine/nearest.ts';
import type { Outcome } from '../../engine/operation/catalog.ts';
import { compileOperations } from '../../engine/operation/operation.ts';
import { parseText } from '../../engine/operation/settings.ts';
import type { Integration } from '../../engine/schema/model.ts';
import { openCatalog } from '../catalog.ts';
import { chooseIntegrations } from '../choose.ts';
import { FindingsError, UsageError } from '../errors.ts';
import { loadIntegrationOrExit } from '../integrations.ts';
import { printError, printLine } from '../terminal.ts';

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
      const given = { ...parseObject(options.json), ...parsePairs(pairs, schema) };
      const opened = await openCatalog([integration], options.sandbox === true, {
        onFault: (error) => console.error(error),
      });
      const cancel = new AbortController();
      process.once('SIGINT', () => cancel.abort());
      const watch = { signal: cancel.signal, onProgress: showProgress() };
      try {
        let outcome = await opened.catalog.call(tool, given, watch);
        const agreed = await askToConfirm(outcome);
        if (agreed) outcome = await opened.catalog.call(tool, { ...given, confirm_token: agreed }, watch);
        if ('error' in outcome) throw new FindingsError(describe(outcome.error));
        printLine(process.stdout.isTTY ? JSON.stringify(outcome.value, null, 2) : outcome.text);
      } finally {
        await opened.close();
      }
    });
}

/** Asks the person at the terminal; the token is theirs to give only when they agree. */
async function askToConfirm(outcome: Outcome): Promise<string | undefined> {
  if (!('error' in outcome) || outcome.error.code !== 'confirmation_required') return undefined;
  if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`${outcome.error.details.question} [y/N] `);
  terminal.close();
  return /^y(es)?$/i.test(answer.trim()) ? outcome.error.details.confirm_token : undefined;
}

function describe({ code, message, details }: ToolError): string {
  const token = details.confirm_token === undefined ? '' : `\nconfirm_token=${details.confirm_token}`;
  return `${code}: ${message}${token}`;
}

function findTool(
  tool: string,
  names: readonly string[],
): { integration: Integration; schema: Record<string, unknown> } {
  const known: string[] = [];
  for (const path of chooseIntegrations(names, 'all')) {
    const integration = loadIntegrationOrExit(path);
    for (const operation of compileOperations(integration)) {
      if (operation.tool === tool)
        return { integration, schema: operation.inputSchema.properties as Record<string, unknown> };
      known.push(operation.tool);
    }
  }
  const match = nearest(tool, known);
  throw new UsageError(
    `there is no tool \`${tool}\`; ${match === undefined ? 'see `ymcp tools`.' : `did you mean \`${match}\`?`}`,
  );
}

function parseObject(text: string | undefined): Record<string, unknown> {
  if (text === undefined) return {};
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch {}
  throw new UsageError('--json takes a JSON object, such as \'{"list_id": 25}\'.');
}

function parsePairs(pairs: readonly string[], schema: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const equals = pair.indexOf('=');
      if (equals < 1) throw new UsageError(`\`${pair}\` is not of the form key=value.`);
      const key = pair.slice(0, equals);
      return [key, parseText(pair.slice(equals + 1), (schema[key] as { type?: unknown } | undefined)?.type)];
    }),
  );
}

/** Progress on a terminal's stderr, for calls of more than a second. */
function showProgress(): ((done: number, total: number | undefined) => void) | undefined {
  if (!process.stderr.isTTY) return undefined;
  const started = Date.now();
  return (done, total) => {
    if (Date.now() - started > 1_000)
      printError(
        `  ${done.toLocaleString('en')}${total === undefined ? '' : ` of ${total.toLocaleString('en')}`} items`,
      );
  };
}
