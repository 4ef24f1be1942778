import { readFile, realpath, stat } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import { ToolError } from '../engine/errors.ts';
import type { ReadFile } from '../engine/http/multipart.ts';

const MAX_BYTES = 33_554_432;

/** Reads files in one folder and nowhere else, links followed; absent without a folder. */
export function readerOf(folder: string | undefined): ReadFile | undefined {
  if (folder === undefined) return undefined;
  return async (path) => {
    const root = await realpath(resolve(folder));
    const real = await realpath(resolve(root, path)).catch(() => undefined);
    if (real === undefined || !real.startsWith(root + sep))
      throw new ToolError(
        'invalid_arguments',
        `there is no file \`${path}\` in the folder that may be read; give a path within it.`,
      );
    const { size } = await stat(real);
    if (size > MAX_BYTES)
      throw new ToolError(
        'invalid_arguments',
        `\`${path}\` has ${size} bytes; at most ${MAX_BYTES} are read.`,
      );
    return readFile(real);
  };
}
