import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { chooseIntegrations } from '../choose.ts';
import { UsageError } from '../errors.ts';
import { loadWithCasesOrExit } from '../integrations.ts';
import { parsePort } from '../port.ts';
import { showProgress } from '../progress.ts';
import { readAssets } from '../site/assets.ts';
import { servePreview } from '../site/preview.ts';
import { renderSite } from '../site/render.ts';
import { describeIntegration, type SiteIntegration } from '../site/site.ts';
import { writeSite } from '../site/write.ts';
import { untilStopped } from '../stop.ts';
import { plural, printError, printLine } from '../terminal.ts';
import { countTokens } from '../tokens.ts';

interface DocsOptions {
  out?: string;
  serve?: string | true;
  force?: boolean;
}

export function addDocs(program: Command): void {
  program
    .command('docs')
    .description('make a static site of integrations and their tools')
    .argument('[integration...]', 'by name or path; all of integrations/ when left out')
    .option('--out <folder>', 'where to write the site')
    .addOption(new Option('--serve [port]', 'show the site on this machine, on a free port when left out'))
    .option('--force', 'write into a folder that holds other files, and overwrite those of the same name')
    .action(async (names: string[], options: DocsOptions) => {
      const { out, serve, force = false } = options;
      if (out === undefined && serve === undefined)
        throw new UsageError('give --out <folder> to write the site, or --serve to look at it.');
      const port = parsePort(serve === undefined || serve === true ? '0' : serve);
      const integrations = await describeAll(chooseIntegrations(names, 'all'));
      const files = new Map([...renderSite(integrations), ...readAssets()]);
      printError(
        `${plural(integrations.length, 'integration')}, ${plural(
          integrations.reduce((sum, { tools }) => sum + tools.length, 0),
          'tool',
        )}, ${plural(files.size, 'file')}`,
      );
      if (out !== undefined) {
        writeSite(out, files, force);
        printLine(join(out, 'index.html'));
      }
      if (serve !== undefined) await show(files, port);
    });
}

async function describeAll(paths: readonly string[]): Promise<SiteIntegration[]> {
  const progress = showProgress('tools');
  let counted = 0;
  const count = async (text: string) => {
    counted += 1;
    progress?.(counted, undefined);
    return countTokens(text);
  };
  const described: SiteIntegration[] = [];
  for (const path of paths) {
    const { integration, cases } = loadWithCasesOrExit(path);
    const { name } = integration;
    if (described.some((one) => one.integration.name === name))
      throw new UsageError(`two integrations are named \`${name}\`; a site has one of each name.`);
    described.push(await describeIntegration(integration, cases, count));
  }
  return described;
}

async function show(files: ReadonlyMap<string, string>, port: number): Promise<void> {
  const preview = await servePreview(files, port);
  printError(`showing it on ${preview.url} until Ctrl-C`);
  await untilStopped();
  await preview.close();
}
