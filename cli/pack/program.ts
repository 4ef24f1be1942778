import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { UsageError } from '../errors.ts';

/** Files by their path in an archive, with `/` between its parts. */
export type Files = ReadonlyMap<string, Uint8Array>;

const IMPORT =
  /(?:^|[\n;}])\s*(?:import|export)\b(?:[^'"`;]*?\bfrom)?\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;

/**
 * A program with all it needs to run elsewhere: its own files that it imports, one from the other, and the packages that they
 * import, whole, lying to each other as they lie here.
 */
export function filesOfProgram(entry: string, packageFile: string): { entry: string; files: Files } {
  const own = new Set<string>();
  const packages = new Set<string>();
  collectOwn(entry, own, packages);
  const base = baseOf([dirname(packageFile), ...packages]);
  const paths = [packageFile, ...own, ...[...packages].flatMap(filesIn)];
  const inArchive = (path: string) => relative(base, path).split(sep).join('/');
  return {
    entry: inArchive(entry),
    files: new Map(paths.map((path) => [inArchive(path), readFileSync(path)])),
  };
}

function collectOwn(file: string, own: Set<string>, packages: Set<string>): void {
  if (own.has(file)) return;
  own.add(file);
  for (const [, plain, dynamic] of readFileSync(file, 'utf8').matchAll(IMPORT)) {
    const specifier = plain ?? dynamic ?? '';
    if (specifier.startsWith('.')) collectOwn(resolve(dirname(file), specifier), own, packages);
    else if (!isBuiltin(specifier)) collectPackage(nameOf(specifier), dirname(file), packages);
  }
}

const nameOf = (specifier: string) =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

function collectPackage(name: string, from: string, packages: Set<string>): void {
  const folder = findPackage(name, from);
  if (folder === undefined)
    throw new UsageError(`the package \`${name}\` is not installed beside ymcp; install ymcp with npm.`);
  if (packages.has(folder)) return;
  packages.add(folder);
  const { dependencies = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  for (const dependency of Object.keys(dependencies)) collectPackage(dependency, folder, packages);
}

/** Where Node finds a package: in the nearest `node_modules` that has it. */
function findPackage(name: string, from: string): string | undefined {
  const here = join(from, 'node_modules', name);
  if (existsSync(join(here, 'package.json'))) return here;
  return dirname(from) === from ? undefined : findPackage(name, dirname(from));
}

/** The folder that all lie in, above the outermost `node_modules`. */
function baseOf(folders: readonly string[]): string {
  const bases = folders.map((folder) => folder.split(`${sep}node_modules${sep}`)[0] ?? folder);
  return bases.reduce((shortest, one) => (one.length < shortest.length ? one : shortest));
}

/** What a program never reads: declarations, maps, sources, pages for people. Licences stay. */
const LEFT_OUT =
  /\.(map|[cm]?ts|tsx|md|markdown|flow)$|^\.|^(test|tests|__tests__|docs|examples|node_modules)$/i;

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (LEFT_OUT.test(entry.name) && !/^licen[cs]e/i.test(entry.name)) return [];
    return entry.isDirectory() ? filesIn(path) : entry.isFile() ? [path] : [];
  });
}
