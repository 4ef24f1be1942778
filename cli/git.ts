import { execFile } from 'node:child_process';
import { UsageError } from './errors.ts';

const TIMEOUT_MS = 20_000;
const MAX_BYTES = 268_435_456;

/** A regular file in a commit. */
export interface GitFile {
  /** Path from the top of the repository. */
  path: string;
  /** Id of its content. */
  id: string;
}

/** What git prints, run in a folder; `undefined` when it ends with an error. Git that is missing or hangs is a `UsageError`. */
function git(folder: string, args: readonly string[], input = ''): Promise<Buffer | undefined> {
  return new Promise((done, failed) => {
    const child = execFile(
      'git',
      ['-C', folder, ...args],
      { encoding: 'buffer', timeout: TIMEOUT_MS, maxBuffer: MAX_BYTES },
      (error, stdout) => {
        if (!error) return done(stdout);
        if (error.code === 'ENOENT')
          return failed(new UsageError('git is not installed, or not on the PATH.'));
        if (error.killed)
          return failed(new UsageError(`git has not answered within ${TIMEOUT_MS / 1_000} seconds.`));
        done(undefined);
      },
    );
    // Git that ends early closes its end first; its exit code tells.
    child.stdin?.on('error', () => {}).end(input);
  });
}

/** The top folder of the repository that a folder is in, links followed; `undefined` where it is in none. */
export const topOf = async (folder: string): Promise<string | undefined> =>
  (await git(folder, ['rev-parse', '--show-toplevel']))?.toString().trimEnd();

/** The id of the commit that a branch, tag or other revision names; `undefined` where there is none. */
export const commitOf = async (folder: string, ref: string): Promise<string | undefined> =>
  (await git(folder, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`]))
    ?.toString()
    .trimEnd();

/** The regular files of a commit at or under a path from the top of the repository; links are left out. */
export async function filesAt(top: string, commit: string, path: string): Promise<GitFile[]> {
  const listed = await git(top, [
    'ls-tree',
    '-r',
    '-z',
    '--full-tree',
    commit,
    '--',
    path === '' ? '.' : path,
  ]);
  return (listed?.toString() ?? '')
    .split('\0')
    .map((line) => /^100\d+ blob (\S+)\t(.*)$/s.exec(line))
    .flatMap((match) => (match?.[1] && match[2] !== undefined ? [{ id: match[1], path: match[2] }] : []));
}

/** The contents of files, in their order. */
export async function contentsOf(top: string, files: readonly GitFile[]): Promise<Uint8Array[]> {
  const printed = await git(top, ['cat-file', '--batch'], files.map(({ id }) => `${id}\n`).join(''));
  if (!printed) throw new UsageError('git could not read the files of that revision; is the clone complete?');
  let at = 0;
  // For each: `<id> blob <size>`, a line break, that many bytes, a line break.
  return files.map(() => {
    const start = printed.indexOf(10, at) + 1;
    const size = Number(printed.subarray(at, start).toString().trim().split(' ')[2]);
    at = start + size + 1;
    return printed.subarray(start, start + size);
  });
}
