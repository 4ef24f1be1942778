import type { Command } from 'commander';
import { isLoopback, serveHttp } from '../../engine/mcp/http.ts';
import type { ServerInfo } from '../../engine/mcp/server.ts';
import { serveStdio } from '../../engine/mcp/stdio.ts';
import type { CallRecord } from '../../engine/operation/catalog.ts';
import { banner } from '../banner.ts';
import { callLine } from '../call-line.ts';
import { chooseIntegrations } from '../choose.ts';
import { createReport } from '../dev/report.ts';
import { createWorkshop, type Workshop } from '../dev/workshop.ts';
import { cursorKey } from '../environment.ts';
import { UsageError } from '../errors.ts';
import { readerOf } from '../files.ts';
import { parseAddress } from '../port.ts';
import { addServeOptions, type ServeOptions } from '../serve-options.ts';
import { untilInputEnds, untilStopped } from '../stop.ts';
import { printError } from '../terminal.ts';
import { VERSION } from '../version.ts';
import { watchFiles } from '../watch.ts';

/** Long enough for an editor to finish writing a file, short enough not to be waited for. */
const QUIET_MS = 15;
const LOOK_MS = 1_000;

export function addDev(program: Command): void {
  addServeOptions(program.command('dev'))
    .description('serve integrations while they are edited: what is saved is served at once')
    .argument('[integration...]', 'by name or path; all of integrations/ when left out')
    .action(async (names: string[], options: ServeOptions) => {
      const paths = chooseIntegrations(names, 'all');
      const open = options.http === undefined ? onStdio : onHttp(options, names);
      const workshop = createWorkshop(paths, options.sandbox === true, catalogOptions(options));
      const reload = createReload(workshop);
      try {
        await reload();
        const { until, close } = await open(workshop, infoOf(workshop, options));
        await watchFiles([...paths, '.env'], reload, { quietMs: QUIET_MS, lookMs: LOOK_MS, until });
        await close();
      } finally {
        await workshop.close();
      }
    });
}

const onFault = (error: unknown) => console.error(error);

const catalogOptions = ({ methods, tags, outputBytes, files, http }: ServeOptions) => ({
  onFault,
  outputBytes,
  filter: { methods, tags },
  readFile: readerOf(files),
  cursorKey: cursorKey(),
  ...(http !== undefined && { onCall: (record: CallRecord) => printError(callLine(record)) }),
});

function infoOf(workshop: Workshop, { tools }: ServeOptions): ServerInfo {
  const [only, ...others] = workshop.good();
  const name = only && others.length === 0 ? only.integration.name : 'ymcp';
  return { name, version: VERSION, exposure: tools };
}

/** Takes over what has changed, and says so. */
function createReload(workshop: Workshop): () => Promise<void> {
  const report = createReport();
  return async () => {
    const started = performance.now();
    const reloaded = await workshop.reload();
    const lines = report(reloaded, performance.now() - started);
    if (lines.length > 0) printError(lines.join('\n'));
  };
}

/** A server that is open, and what ends it besides a signal. */
interface Open {
  until: Promise<unknown>;
  close(): Promise<void>;
}

async function onStdio({ catalog }: Workshop, info: ServerInfo): Promise<Open> {
  const { stdin: input, stdout: output } = process;
  const server = serveStdio(catalog, info, { input, output, onError: onFault });
  return { until: Promise.race([untilStopped(), untilInputEnds()]), close: () => server.close() };
}

function onHttp({ http = '', files, sandbox }: ServeOptions, names: readonly string[]) {
  const { host, port } = parseAddress(http);
  if (files !== undefined)
    throw new UsageError('--files is for stdio only: over HTTP, callers would name files of this machine.');
  if (!isLoopback(host))
    throw new UsageError(
      `\`${host}\` would serve callers that nobody has checked; use 127.0.0.1, localhost or ::1.`,
    );
  return async ({ catalog, good }: Workshop, info: ServerInfo): Promise<Open> => {
    const server = await serveHttp(catalog, info, { host, port, onError: onFault });
    printError(
      banner({
        integrations: good().map(({ integration }) => integration),
        names,
        url: server.url,
        tools: catalog.operations.length,
        sandbox: sandbox === true,
        isLive: true,
      }),
    );
    return { until: untilStopped(), close: () => server.close() };
  };
}
