import { existsSync, readFileSync, type Stats, statSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { MAX_FILE_BYTES, type RawFile } from '../engine/load/files.ts';
import { UsageError } from './errors.ts';
import { isFolder, yamlFiles } from './library.ts';

/** A path as a person in the working directory would write it. */
export function shown(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith('..') ? path : short;
}

/** Reads an integration's files anew each time; those that have not changed since are the same objects, not read again. */
export function createFileReader(path: string, withCases = false): () => readonly RawFile[] {
  let known = new Map<string, { stamp: string; file: RawFile }>();
  return () => {
    const found: typeof known = new Map();
    for (const name of isFolder(path) ? yamlFiles(path, withCases) : ['']) {
      const full = name === '' ? path : join(path, name);
      const stats = statSync(full, { throwIfNoEntry: false });
      // Gone since the folder was listed, or a link to nothing, as some editors leave beside a file.
      if (!stats) continue;
      const stamp = stampOf(stats);
      const before = known.get(full);
      found.set(full, before?.stamp === stamp ? before : { stamp, file: readCapped(full, name, stats) });
    }
    known = found;
    if (found.size === 0) throw new UsageError(describeNothing(path));
    return [...found.values()].map(({ file }) => file);
  };
}

/** The files of an integration as they are. */
export const readFiles = (path: string, withCases = false): readonly RawFile[] =>
  createFileReader(path, withCases)();

const describeNothing = (path: string) =>
  existsSync(path) ? `\`${shown(path)}\` holds no YAML file.` : `there is no \`${shown(path)}\` any more.`;

/** Differs after every save, be it in place or by renaming another file. */
const stampOf = ({ mtimeMs, ctimeMs, size, ino }: Stats) => `${mtimeMs} ${ctimeMs} ${size} ${ino}`;

/** A file over the limit is not read; something just too long stands for it and is refused. */
const readCapped = (full: string, name: string, { size }: Stats): RawFile => ({
  name: name === '' ? basename(full) : name,
  label: shown(full),
  bytes: size > MAX_FILE_BYTES ? new Uint8Array(MAX_FILE_BYTES + 1) : readFileSync(full),
});
