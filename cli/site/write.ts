import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UsageError } from '../errors.ts';

/** Names the files of a site, so that a later run knows which are its own. */
const LIST = 'ymcp-docs.json';

/**
 * Writes a site into a folder and removes what an earlier run left there that no longer belongs to it. Files that are not
 * from an earlier run are never touched, unless `force` allows to overwrite them.
 */
export function writeSite(folder: string, files: ReadonlyMap<string, string>, force: boolean): void {
  const earlier = earlierFiles(folder);
  if (!force) refuseForeign(folder, files, earlier);
  for (const name of earlier) if (!files.has(name)) rmSync(join(folder, name), { force: true });
  for (const [name, text] of files) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  writeFileSync(join(folder, LIST), `${JSON.stringify([...files.keys()].sort(), null, 2)}\n`);
}

/** Names that the list of an earlier run gives; none that leads out of the folder. */
function earlierFiles(folder: string): string[] {
  try {
    const names: unknown = JSON.parse(readFileSync(join(folder, LIST), 'utf8'));
    return Array.isArray(names)
      ? names.filter((name) => /^(?:[\w-]+\/)*[\w-]+\.\w+$/.test(String(name)))
      : [];
  } catch {
    return [];
  }
}

function refuseForeign(folder: string, files: ReadonlyMap<string, string>, earlier: readonly string[]): void {
  if (!existsSync(folder)) return;
  if (!statSync(folder).isDirectory())
    throw new UsageError(`--out is \`${folder}\`, which is a file; give a folder.`);
  const isOurs = existsSync(join(folder, LIST));
  const foreign = isOurs
    ? [...files.keys()].find((name) => !earlier.includes(name) && existsSync(join(folder, name)))
    : readdirSync(folder)[0];
  if (foreign === undefined) return;
  throw new UsageError(
    `\`${join(folder, foreign)}\` was not made by \`ymcp docs\`; give an empty folder, or --force to write into this one.`,
  );
}
