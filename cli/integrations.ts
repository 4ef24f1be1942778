import { formatDiagnostic } from '../engine/diagnostic.ts';
import type { RawFile } from '../engine/load/files.ts';
import { type Loaded, loadIntegration } from '../engine/load/load.ts';
import type { LocatedIntegration } from '../engine/schema/model.ts';
import { FindingsError } from './errors.ts';
import { shown } from './read-files.ts';
import { createReader } from './reader.ts';
import { printError } from './terminal.ts';

/** Reads and checks an integration's files; its cases only when asked, so that a mistake in one stops no server. */
export const readIntegration = (path: string, withCases = false): Loaded => createReader(path, withCases)();

/** The integration at `path`; one with mistakes is reported on stderr and ends the command. */
export const loadIntegrationOrExit = (path: string): LocatedIntegration =>
  usable(path, readIntegration(path)).integration;

/** The same with its cases, whose mistakes count too. */
export const loadWithCasesOrExit = (path: string) => usable(path, readIntegration(path, true));

/** The same from files that were read already, with all that was found. */
export const loadFilesOrExit = (path: string, files: readonly RawFile[]) =>
  usable(path, loadIntegration(files));

function usable(path: string, { integration, ...loaded }: Loaded) {
  if (integration) return { ...loaded, integration };
  for (const diagnostic of loaded.diagnostics) printError(formatDiagnostic(diagnostic));
  throw new FindingsError(`\`${shown(path)}\` cannot be used until it is correct.`);
}
