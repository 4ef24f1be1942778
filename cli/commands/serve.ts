import type { Command } from 'commander';
import type { CallRecord } from '../../engine/operation/catalog.ts';
import { compileOperations } from '../../engine/operation/operation.ts';
import type { Integration } from '../../engine/schema/model.ts';
import { callLine } from '../call-line.ts';
import { type OpenedCatalog, openCatalog } from '../catalog.ts';
import { chooseIntegrations } from '../choose.ts';
import { refuseClashes } from '../clashes.ts';
import { UsageError } from '../errors.ts';
import { readerOf } from '../files.ts';
import { openIntegrations } from '../open-integration.ts';
import { parseAddress } from '../port.ts';
import { addServeOptions, type ServeOptions } from '../serve-options.ts';
import { untilInputEnds, untilStopped } from '../stop.ts';
import { colours, printError } from '../terminal.ts';
import { VERSION } from '../version.ts';

export function addServe(program: Command): void {
  addServeOptions(program.command('serve'))
    .description('serve integrations as an MCP server, on stdio unless told otherwise')
    .argument('[integration...]', 'by name or path')
    .action(async (names: string[], options: ServeOptions) => {
      const integrations = await openIntegrations(chooseIntegrations(names, 'one'));
      refuseClashes(integrations);
      if (options.http === undefined) return serveOnStdio(integrations, options);
      if (options.files !== undefined)
        throw new UsageError(
          '--files is for stdio only: over HTTP, callers would name files of this machine.',
        );
      return serveOnHttp(integrations, options, parseAddress(options.http), names);
    });
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
  warnLater(opened);
  const server = serveStdio(opened.catalog, infoOf(integrations, options), {
    input: process.stdin,
    output: process.stdout,
    onError: onFault,
  });
  await Promise.race([untilStopped(), untilInputEnds()]);
  await server.close();
  await opened.close();
}

/** How long a client that has just started the server is left alone with it, in milliseconds. */
const PATIENCE_MS = 1_000;

/** Says what is wrong with settings when the client has its tools: finding out takes as long as the whole start. */
function warnLater({ findWrong }: OpenedCatalog): void {
  const warn = async () => {
    for (const warning of await findWrong()) printError(`ymcp: ${warning}`);
  };
  setTimeout(() => void warn().catch(onFault), PATIENCE_MS).unref();
}

async function serveOnHttp(
  integrations: readonly Integration[],
  options: ServeOptions,
  { host, port }: { host: string; port: number },
  names: readonly string[],
): Promise<void> {
  const [{ isLoopback, serveHttp }, { banner }] = await Promise.all([
    import('../../engine/mcp/http.ts'),
    import('../banner.ts'),
  ]);
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
  for (const warning of [...opened.warnings, ...(await opened.findWrong())])
    printError(colours(process.stderr).yellow(`  ! ${warning}\n`));
  await untilStopped();
  await server.close();
  await opened.close();
}
