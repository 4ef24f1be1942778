import { renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { type Zippable, zipSync } from 'fflate';
import { compileOperations } from '../../engine/operation/operation.ts';
import type { Integration } from '../../engine/schema/model.ts';
import { UsageError } from '../errors.ts';
import { findIntegration } from '../find-integration.ts';
import { loadIntegrationOrExit } from '../integrations.ts';
import { isFolder } from '../library.ts';
import { manifestOf } from '../pack/manifest.ts';
import { filesOfProgram } from '../pack/program.ts';
import { readFiles } from '../read-files.ts';
import { bytes, colours, plural, printError, printLine } from '../terminal.ts';
import { PACKAGE } from '../version.ts';

interface Options {
  out?: string;
  author: string;
}

/** As it is built; an archive is made of what is built, however this command itself was started. */
const ENTRY = 'dist/cli/packed.js';

/** Within the bundle: the program in one folder, the integration in the other. */
const PROGRAM = 'server';
const INTEGRATIONS = 'integrations';

export function addPack(program: Command): void {
  program
    .command('pack')
    .description('make an .mcpb of an integration, which Claude Desktop installs with a double click')
    .argument('<integration>', 'by name or path')
    .option('-o, --out <file>', 'where to write it; <name>.mcpb when left out')
    .option('--author <name>', 'whom hosts name as its author', 'ymcp')
    .action(pack);
}

function pack(name: string, { out, author }: Options): void {
  const path = findIntegration(name);
  const integration = loadIntegrationOrExit(path);
  const file = resolve(out ?? `${integration.name}.mcpb`);
  if (!file.endsWith('.mcpb')) throw new UsageError(`--out is \`${out}\`; expected a name ending in .mcpb.`);
  const { archive, count } = archiveOf(path, integration, author);
  writeFileSync(`${file}.tmp`, archive);
  renameSync(`${file}.tmp`, file);
  const { bold } = colours(process.stderr);
  printLine(file);
  printError(
    `${bold(integration.label)}: ${plural(count, 'tool')}, ${bytes(archive.length)}. Open it with Claude Desktop, which asks for the account's settings.`,
  );
}

function archiveOf(path: string, integration: Integration, author: string) {
  const operations = compileOperations(integration);
  const program = filesOfProgram(join(dirname(PACKAGE.path), ENTRY), PACKAGE.path);
  const folder = `${INTEGRATIONS}/${integration.name}`;
  const manifest = manifestOf(
    integration,
    operations,
    {
      program: `${PROGRAM}/${program.entry}`,
      integration: isFolder(path) ? folder : `${folder}/${basename(path)}`,
    },
    author,
  );
  const files: [string, Uint8Array][] = [
    ['manifest.json', Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)],
    ...[...program.files].map(([name, data]): [string, Uint8Array] => [`${PROGRAM}/${name}`, data]),
    ...readFiles(path).map(({ name, bytes: data }): [string, Uint8Array] => [`${folder}/${name}`, data]),
  ];
  return { archive: zipSync(zippable(files), { mtime: EPOCH, level: 6 }), count: operations.length };
}

/** The first moment that a zip can name, so that the same files make the same archive. */
const EPOCH = new Date(1980, 0, 1);

const zippable = (files: readonly [string, Uint8Array][]): Zippable =>
  Object.fromEntries([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
