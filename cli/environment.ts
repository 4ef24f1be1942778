import { createHash, hkdfSync, randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseEnv } from 'node:util';

/** The process environment over the `.env` file of the working directory. */
export function environment(): Readonly<Record<string, string | undefined>> {
  const file = existsSync('.env') ? parseEnv(readFileSync('.env', 'utf8')) : {};
  return { ...file, ...process.env };
}

/** Where ymcp keeps what must outlive a run. */
export const stateFolder = (env = environment()): string =>
  join(env.XDG_STATE_HOME ?? join(homedir(), '.local', 'state'), 'ymcp');

/**
 * The 32 bytes that seal cursors, derived from `YMCP_KEY` or from a key file made on first use, so that a cursor is
 * good after a restart too. Where no file can be written, the key lasts as long as the process.
 */
export function cursorKey(env = environment()): Buffer {
  const secret =
    env.YMCP_KEY !== undefined && env.YMCP_KEY !== '' ? Buffer.from(env.YMCP_KEY) : keyFromFile(env);
  return Buffer.from(hkdfSync('sha256', secret, '', 'ymcp cursor', 32));
}

function keyFromFile(env: Readonly<Record<string, string | undefined>>): Buffer {
  const path = join(stateFolder(env), 'key');
  try {
    if (!existsSync(path)) createKey(path);
    return createHash('sha256').update(readFileSync(path)).digest();
  } catch {
    return randomBytes(32);
  }
}

/** Makes a file of 32 random bytes that only its owner can read. Linked there when it is whole: no process reads half a key, and of two that make one at once both use the first. */
export function createKey(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.${process.pid}`;
  const file = openSync(temporary, 'wx', 0o600);
  writeSync(file, randomBytes(32));
  fsyncSync(file);
  closeSync(file);
  try {
    linkSync(temporary, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    unlinkSync(temporary);
  }
}
