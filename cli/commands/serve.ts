import { type Command, Option } from 'commander';
import type { CallRecord } from '../../engine/operation/catalog.ts';
import { compileOperations } from '../../engine/operation/operation.ts';
import type { Integration } from '../../engine/schema/model.ts';
import { banner } from '../banner.ts';
import { openCatalog } from '../catalog.ts';
import { chooseIntegrations } from '../choose.ts';
import { UsageError } from '../errors.ts';
import { readerOf } from '../files.ts';
import { loadIntegrationOrExit } from '../integrations.ts';
import { parseAddress } from '../port.ts';
import { untilStopped } from '../stop.ts';
import { bytes, colours, plural, printError } from '../terminal.ts';
import { VERSION } from '../version.ts';

interface ServeOptions {
  http?: string;
  sandbox?: boolean;
  methods?: string[];
  tags?: string[];
  tools: 'all' | 'search';
  outputBytes?: number;
  files?: string;
}

const words = (text: string) =>
  text
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean);

export function addServe(program: Command): void {
  program
    .command('serve')
    .description('serve integrations as an MCP server, on stdio unless told otherwise')
    .argument('[integration...]', 'by name or path')
    .option('--http <address>', 'serve Streamable HTTP on [host:]port of this machine')
    .option('--sandbox', "rehearse: call each integration's sandbox instead of its API")
    .option(
      '--methods <list>',
      'only these tools: read, write, custom, or names of methods, with commas',
      words,
    )
    .option('--tags <list>', 'only tools with one of these tags, with commas', words)
    .addOption(
      new Option('--tools <mode>', 'show all tools, or three to search and call them')
        .choices(['all', 'search'])
        .default('all'),
    )
    .option('--files <folder>', 'on stdio, let file arguments name files in this folder by path')
    .option('--output-bytes <n>', 'largest result in bytes; lists go on by cursor', parseCount)
    .action(async (names: string[], options: ServeOptions) => {
      const integrations = chooseIntegrations(names, 'one').map(loadIntegrationOrExit);
      refuseClashes(integrations);
      if (options.http === undefined) return serveOnStdio(integrations, options);
      if (options.files !== undefined)
        throw new UsageError(
          '--files is for stdio only: over HTTP, callers would name files of this machine.',
        );
      return serveOnHttp(integrations, options, parseAddress(options.http), names);
    });
}

function parseCount(text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new UsageError(`--output-bytes is \`${text}\`; expected a whole number from 1 on.`);
}

/** The catalog that the options ask for; one without any tool is of no use to anyone. */
async function open(
  integrations: readonly Integration[],
  options: ServeOptions,
  onCall?: (record: CallRecord) => void,
) {
  const { sandbox = false, methods, tags, outputBytes } = options;
  const opened = await openCatalog(integrations, sandbox, {
    onFault,
    onCall,
    outputBytes,
    filter: { methods, tags },
    readFile: readerOf(options.files),
  });
  if (opened.catalog.operations.length > 0) return opened;
  await opened.close();
  const all = integrations.flatMap(compileOperations);
  const known = (list: readonly string[]) => [...new Set(list)].sort().join(', ') || 'none';
  throw new UsageError(
    `no tool passes --methods and --tags. Methods: read, write, custom, ${known(all.map(({ method }) => method))}. Tags: ${known(all.flatMap((one) => one.tags))}.`,
  );
}

const onFault = (error: unknown) => console.error(error);
const infoOf = (integrations: readonly Integration[], { tools }: ServeOptions) => ({
  name: integrations.length === 1 ? integrations[0]!.name : 'ymcp',
  version: VERSION,
  exposure: tools,
});

async function serveOnStdio(integrations: readonly Integration[], options: ServeOptions): Promise<void> {
  const { serveStdio } = await import('../../engine/mcp/stdio.ts');
  const opened = await open(integrations, options);
  for (const warning of opened.warnings) printError(`ymcp: ${warning}`);
  const server = serveStdio(opened.catalog, infoOf(integrations, options), {
    input: process.stdin,
    output: process.stdout,
    onError: onFault,
  });
  await Promise.race([untilStopped(), new Promise((resolve) => process.stdin.once('close', resolve))]);
  await server.close();
  await opened.close();
}

async function serveOnHttp(
  integrations: readonly Integration[],
  options: ServeOptions,
  { host, port }: { host: string; port: number },
  names: readonly string[],
): Promise<void> {
  const { isLoopback, serveHttp } = await import('../../engine/mcp/http.ts');
  if (!isLoopback(host))
    throw new UsageError(
      `\`${host}\` would serve callers that nobody has checked; use 127.0.0.1, localhost or ::1.`,
    );
  const opened = await open(integrations, options, (record) => printError(callLine(record)));
  const server = await serveHttp(opened.catalog, infoOf(integrations, options), {
    host,
    port,
    onError: onFault,
  });
  printError(
    banner({
      integrations,
      names,
      url: server.url,
      tools: opened.catalog.operations.length,
      sandbox: options.sandbox === true,
    }),
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

/** Tools and prompts have names of their own kind, each of which a client must be able to tell apart. */
function refuseClashes(integrations: readonly Integration[]): void {
  const owner = new Map<string, string>();
  for (const { name, methods, chains, definition } of integrations) {
    const tools = [...methods, ...chains].map(({ tool }) => `tool \`${tool}\``);
    const prompts = Object.keys(definition.prompts ?? {}).map((prompt) => `prompt \`${prompt}\``);
    for (const made of [...tools, ...prompts]) {
      const other = owner.get(made);
      if (other !== undefined)
        throw new UsageError(`\`${other}\` and \`${name}\` both make the ${made}; serve them apart.`);
      owner.set(made, name);
    }
  }
}
