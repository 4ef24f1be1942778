import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { formatDiagnostic } from '../engine/diagnostic.ts';
import type { RawFile } from '../engine/load/files.ts';
import type { Loaded } from '../engine/load/load.ts';
import { suggest } from '../engine/nearest.ts';
import type { Integration } from '../engine/schema/model.ts';
import { FindingsError, UsageError } from './errors.ts';
import { hasEntry, integrationsIn, isFolder, knownIntegrations } from './library.ts';
import { createFileReader, createReader, shown } from './reader.ts';
import { printError } from './terminal.ts';

export { allIntegrations, knownIntegrations } from './library.ts';

/** Path of an integration given by name or by path. */
export function findIntegration(nameOrPath: string): string {
  const byName = knownIntegrations();
  const found = byName.get(nameOrPath) ?? (existsSync(nameOrPath) ? ownerOf(resolve(nameOrPath)) : undefined);
  if (found !== undefined) return found;
  const names = [...byName.keys()];
  const hint = names.length === 0 ? 'there is no `integrations/` folder here.' : suggest(nameOrPath, names);
  throw new UsageError(`there is no integration \`${nameOrPath}\`; ${hint}`);
}

/** The integration that a path belongs to: a file in a folder with an `integration.yaml` stands for the folder. */
function ownerOf(path: string): string {
  for (let folder = path; dirname(folder) !== folder; folder = dirname(folder))
    if (isFolder(folder) && hasEntry(folder)) return folder;
  return path;
}

/** Paths of the integrations meant by command-line arguments; a folder of integrations stands for all of them. */
export function findIntegrations(given: readonly string[]): string[] {
  const paths = given.flatMap((one) => {
    const path = existsSync(one) ? ownerOf(resolve(one)) : findIntegration(one);
    if (!isFolder(path) || hasEntry(path)) return [path];
    const inside = integrationsIn(path);
    // A folder without `integration.yaml` but with other YAML is an integration that lacks its main file.
    return inside.length > 0 && !isFolder(join(path, 'resources')) ? inside : [path];
  });
  return [...new Set(paths)];
}

/** Reads and checks an integration's files; its cases only when asked, so that a mistake in one stops no server. */
export const readIntegration = (path: string, withCases = false): Loaded => createReader(path, withCases)();

/** The files of an integration as they are. */
export const readFiles = (path: string, withCases = false): readonly RawFile[] =>
  createFileReader(path, withCases)();

/** The integration at `path`; one with mistakes is reported on stderr and ends the command. */
export const loadIntegrationOrExit = (path: string): Integration =>
  usable(path, readIntegration(path)).integration;

/** The same with its cases, whose mistakes count too. */
export const loadWithCasesOrExit = (path: string) => usable(path, readIntegration(path, true));

function usable(path: string, { integration, cases, diagnostics }: Loaded) {
  if (integration) return { integration, cases };
  for (const diagnostic of diagnostics) printError(formatDiagnostic(diagnostic));
  throw new FindingsError(`\`${shown(path)}\` cannot be used until it is correct.`);
}
