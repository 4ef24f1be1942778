import { createHash } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheFolder } from './cache-folder.ts';
import { isOwn } from './own-file.ts';

/** Texts that are kept at most; beyond them the oldest go. */
const MOST = 100;

/** The text kept under `name`, if it was kept for this `key`; one that is damaged, or that others can write, is none. */
export function readKept(name: string, key: string): string | undefined {
  try {
    const path = pathOf(name);
    const kept = (path && readOwn(path)) ?? '';
    const end = kept.indexOf('\n');
    const text = kept.slice(end + 1);
    return kept.slice(0, end) === `${key} ${digest(text)}` ? text : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps one text under a name, in place of what was kept there. Whoever cannot write does without. */
export function keep(name: string, key: string, text: string): void {
  try {
    const path = pathOf(name);
    if (path === undefined) return;
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    // Servers may start at the same time; each reads a whole file.
    const temporary = `${path}.${process.pid}`;
    writeFileSync(temporary, `${key} ${digest(text)}\n${text}`, { mode: 0o600 });
    renameSync(temporary, path);
    forgetOldest(dirname(path));
  } catch {}
}

function pathOf(name: string): string | undefined {
  const folder = cacheFolder();
  return folder === undefined ? undefined : join(folder, 'integrations', digest(name).slice(0, 32));
}

const digest = (text: string) => createHash('sha256').update(text).digest('hex');

function readOwn(path: string): string | undefined {
  const file = openSync(path, 'r');
  try {
    return isOwn(fstatSync(file)) ? readFileSync(file, 'utf8') : undefined;
  } finally {
    closeSync(file);
  }
}

function forgetOldest(folder: string): void {
  const names = readdirSync(folder);
  if (names.length <= MOST) return;
  const files = names.map((name) => join(folder, name)).map((path) => ({ path, at: statSync(path).mtimeMs }));
  for (const { path } of files.sort((a, b) => b.at - a.at).slice(MOST)) rmSync(path, { force: true });
}
