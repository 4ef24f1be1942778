import { fingerprint, recall, remember } from '../engine/load/remember.ts';
import type { Integration } from '../engine/schema/model.ts';
import { keep, readKept } from './kept.ts';
import { readFiles } from './read-files.ts';
import { BUILD } from './version.ts';

/**
 * The integration at `path`, to be run; one with mistakes is reported on stderr and ends the command. Files that were found to be
 * right by this very program are not checked again, and what checks them is not even loaded.
 */
export async function openIntegration(path: string, program = BUILD): Promise<Integration> {
  const files = readFiles(path);
  const key = program === undefined ? undefined : fingerprint(files, program);
  const known = key === undefined ? undefined : readKept(path, key);
  if (known !== undefined) return recall(files, known);
  const { loadFilesOrExit } = await import('./integrations.ts');
  const loaded = loadFilesOrExit(path, files);
  const text = key === undefined ? undefined : remember(files, loaded);
  if (key !== undefined && text !== undefined) keep(path, key, text);
  return loaded.integration;
}

/** Several, one after another. */
export async function openIntegrations(paths: readonly string[]): Promise<Integration[]> {
  const integrations: Integration[] = [];
  for (const path of paths) integrations.push(await openIntegration(path));
  return integrations;
}
