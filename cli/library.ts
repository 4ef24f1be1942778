import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const YAML = /\.ya?ml$/;
const ENTRY = ['integration.yaml', 'integration.yml'];

/** Folders that are searched for an integration by name: the user's own first, then those that come with ymcp. */
function libraries(): string[] {
  const own = resolve('integrations');
  const packaged = findUp(dirname(fileURLToPath(import.meta.url)), 'integrations');
  return [...new Set([own, packaged])].filter(
    (folder): folder is string => folder !== undefined && isFolder(folder),
  );
}

function findUp(from: string, name: string): string | undefined {
  const here = join(from, name);
  if (isFolder(here)) return here;
  return dirname(from) === from ? undefined : findUp(dirname(from), name);
}

/** Every integration in a library folder: its folders with an `integration.yaml`, and its single YAML files. */
export function integrationsIn(library: string): string[] {
  return readdirSync(library)
    .sort()
    .map((name) => join(library, name))
    .filter((path) => (isFolder(path) ? hasEntry(path) : YAML.test(path)));
}

export const isFolder = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
export const hasEntry = (folder: string) => ENTRY.some((name) => existsSync(join(folder, name)));
const nameOf = (path: string) => basename(path).replace(YAML, '');

/** Names and paths of all integrations that can be found by name. */
export function knownIntegrations(): Map<string, string> {
  const known = new Map<string, string>();
  for (const library of libraries())
    for (const path of integrationsIn(library)) if (!known.has(nameOf(path))) known.set(nameOf(path), path);
  return known;
}

/** The integrations of `integrations/` here, or else of those that come with ymcp. */
export function allIntegrations(): string[] {
  const [library] = libraries();
  return library === undefined ? [] : integrationsIn(library);
}

/** YAML files of an integration folder and of its direct subfolders. */
export function yamlFiles(folder: string, withCases: boolean): string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    if (entry.name === 'cases' && !withCases) return [];
    if (!entry.isDirectory()) return YAML.test(entry.name) ? [entry.name] : [];
    return readdirSync(join(folder, entry.name))
      .filter((name) => YAML.test(name))
      .sort()
      .map((name) => `${entry.name}/${name}`);
  });
}
