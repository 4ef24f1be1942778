import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { RawFile } from '../../engine/load/files.ts';

const FIXTURES = resolve(import.meta.dirname, '../fixtures');
export const ERR = join(FIXTURES, 'err');
export const OK = join(FIXTURES, 'ok');

const isFolder = (path: string) => statSync(path).isDirectory();

/** A fixture is one YAML file, or a folder that holds an integration. */
export function readFixture(path: string): RawFile[] {
  const names = isFolder(path)
    ? (readdirSync(path, { recursive: true }) as string[]).filter((name) => name.endsWith('.yaml'))
    : [''];
  return names.sort().map((name) => {
    const full = join(path, name);
    return {
      name: name || relative(join(path, '..'), path),
      label: relative(ERR, full),
      bytes: readFileSync(full),
    };
  });
}

/** Names of the fixtures with mistakes, and the file of what is expected of each. */
export const brokenFixtures = (): string[] => readdirSync(ERR).filter((name) => !name.endsWith('.out'));
export const outOf = (name: string): string => join(ERR, `${name.replace(/\.yaml$/, '')}.out`);
