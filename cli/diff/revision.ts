import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import type { Version } from '../../engine/contract/compare.ts';
import { contractOf, requestsOf } from '../../engine/contract/contract.ts';
import { formatDiagnostic } from '../../engine/diagnostic.ts';
import type { RawFile } from '../../engine/load/files.ts';
import { loadIntegration } from '../../engine/load/load.ts';
import { parseContract } from '../contract-file.ts';
import { UsageError } from '../errors.ts';
import { commitOf, contentsOf, filesAt, type GitFile, topOf } from '../git.ts';
import { YAML } from '../library.ts';
import { printError } from '../terminal.ts';

/** Integrations as they were in a commit. */
export interface Revision {
  /** As it was named on the command line. */
  ref: string;
  /** The integration at a path of the working tree, as it was; `undefined` where there was none. */
  versionOf(path: string): Promise<Version | undefined>;
  /** Paths of the integrations that a folder held, whether they still exist or not. */
  integrationsIn(folder: string): Promise<string[]>;
}

/** The revision that `ref` names in the repository around `folder`; `undefined` where it names none. */
export async function openRevision(folder: string, ref: string): Promise<Revision | undefined> {
  const top = await topOf(folder);
  const commit = top === undefined ? undefined : await commitOf(top, ref);
  if (top === undefined || commit === undefined) return undefined;
  const inside = (path: string) => relative(top, realPath(path));
  return {
    ref,
    async versionOf(path) {
      const place = inside(path);
      if (place.startsWith('..')) throw new UsageError(`\`${path}\` lies outside the repository \`${top}\`.`);
      const files = (await filesAt(top, commit, place)).map((file) => nameIn(place, file));
      const parts = files.filter(({ name }) => isPart(name));
      if (parts.length === 0) return undefined;
      const raw = await rawFiles(top, ref, parts);
      const committed = files.find(({ name }) => name === 'contract.json');
      return compile(raw, ref, committed && (await contentsOf(top, [committed]))[0]);
    },
    async integrationsIn(library) {
      const place = inside(library);
      const files = (await filesAt(top, commit, place)).map((file) => nameIn(place, file).name);
      const names = files.flatMap((name) => /^([^/]+)\/integration\.ya?ml$/.exec(name)?.[1] ?? single(name));
      return [...new Set(names)].map((name) => join(library, name));
    },
  };
}

/** The real path, also of what is not there any more. */
const realPath = (path: string): string =>
  existsSync(path) ? realpathSync(path) : join(realPath(dirname(path)), basename(path));

const single = (name: string) => (!name.includes('/') && YAML.test(name) ? [name] : []);

type NamedFile = GitFile & { name: string };

/** The file with its name within the integration, which for a single file is its own. */
const nameIn = (place: string, file: GitFile): NamedFile => ({
  ...file,
  name: file.path === place ? basename(place) : place === '' ? file.path : file.path.slice(place.length + 1),
});

/** YAML of the folder and of its direct subfolders; cases are no part of the contract. */
const isPart = (name: string) => YAML.test(name) && name.split('/').length <= 2 && !name.startsWith('cases/');

async function rawFiles(top: string, ref: string, files: readonly NamedFile[]): Promise<RawFile[]> {
  const contents = await contentsOf(top, files);
  return files.map(({ name, path }, index) => ({
    name,
    label: `${ref}:${path}`,
    bytes: contents[index] ?? new Uint8Array(),
  }));
}

/** What the files make by today's rules, or else what was committed as their contract. */
function compile(files: readonly RawFile[], ref: string, committed: Uint8Array | undefined): Version {
  const { integration, diagnostics } = loadIntegration(files);
  if (integration) return { contract: contractOf(integration), requests: requestsOf(integration) };
  const contract = committed && parseContract(Buffer.from(committed).toString());
  const mistakes = diagnostics.filter(({ severity }) => severity === 'error').map(formatDiagnostic);
  for (const mistake of mistakes.slice(0, 5)) printError(mistake);
  if (!contract)
    throw new UsageError(
      `at \`${ref}\` the files are not correct by today's rules, so there is no contract to compare.`,
    );
  printError(
    `by today's rules these files of \`${ref}\` are not correct; its \`contract.json\` is compared instead.`,
  );
  return { contract };
}
