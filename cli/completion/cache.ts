import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stateFolder } from '../environment.ts';
import { VERSION } from '../version.ts';

/** Keeps what completion would have to load the whole program for; whoever cannot write does without. */
export function readCache<Value>(name: string, stamp: string): Value | undefined {
  try {
    const kept = JSON.parse(readFileSync(fileOf(name), 'utf8')) as { stamp: string; value: Value };
    return kept.stamp === stamp ? kept.value : undefined;
  } catch {
    return undefined;
  }
}

export function writeCache(name: string, stamp: string, value: unknown): void {
  const file = fileOf(name);
  try {
    mkdirSync(join(stateFolder(), 'completion'), { recursive: true, mode: 0o700 });
    // Several shells may complete at once; each sees a whole file.
    writeFileSync(`${file}.${process.pid}`, JSON.stringify({ stamp, value }), { mode: 0o600 });
    renameSync(`${file}.${process.pid}`, file);
  } catch {}
}

const fileOf = (name: string): string =>
  join(stateFolder(), 'completion', `${createHash('sha256').update(name).digest('hex').slice(0, 24)}.json`);

/** Changes whenever this program does. */
export function programStamp(): string {
  return `${VERSION} ${statSync(process.argv[1] ?? '').mtimeMs}`;
}

/** Changes whenever one of the files does, or one comes or goes. */
export const filesStamp = (files: readonly string[]): string =>
  createHash('sha256')
    .update(`${programStamp()} ${files.map((file) => `${file} ${statSync(file).mtimeMs}`).join('\n')}`)
    .digest('hex');
