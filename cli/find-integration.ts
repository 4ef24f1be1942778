import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { suggest } from '../engine/nearest.ts';
import { UsageError } from './errors.ts';
import { hasEntry, integrationsIn, isFolder, knownIntegrations } from './library.ts';

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
