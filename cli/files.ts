import { realpathSync, statSync } from 'node:fs';
import { readFile, realpath, stat } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import { ToolError } from '../engine/errors.ts';
import type { ReadFile } from '../engine/http/multipart.ts';
import { UsageError } from './errors.ts';

const MAX_BYTES = 33_554_432;

/** Reads files in one folder and nowhere else, links followed; absent without a folder. */
export function readerOf(folder: string | undefined): ReadFile | undefined {
  if (folder === undefined) return undefined;
  const root = rootOf(folder);
  return async (path) => {
    const real = await realpath(resolve(root, path)).catch(() => undefined);
    const found = real?.startsWith(root) ? await stat(real).catch(() => undefined) : undefined;
    // A folder has no bytes, and a pipe may never end.
    if (real === undefined || !found?.isFile())
      throw new ToolError(
        'invalid_arguments',
        `there is no file \`${path}\` in the folder that may be read; give a path within it.`,
      );
    if (found.size > MAX_BYTES)
      throw new ToolError(
        'invalid_arguments',
        `\`${path}\` has ${found.size} bytes; at most ${MAX_BYTES} are read.`,
      );
    return readFile(real).catch((error: NodeJS.ErrnoException) => {
      throw new ToolError('invalid_arguments', `\`${path}\` cannot be read (${error.code}).`, {}, error);
    });
  };
}

/** The real path of a folder, with a separator at its end. */
function rootOf(folder: string): string {
  const path = resolve(folder);
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory())
    throw new UsageError(`--files is \`${folder}\`, which is no folder; give one that exists.`);
  const root = realpathSync(path);
  return root.endsWith(sep) ? root : root + sep;
}
