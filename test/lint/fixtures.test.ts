import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { formatDiagnostic } from '../../engine/diagnostic.ts';
import { rules } from '../../engine/lint/index.ts';
import type { RawFile } from '../../engine/load/files.ts';
import { loadIntegration } from '../../engine/load/load.ts';

const FIXTURES = resolve(import.meta.dirname, '../fixtures');
const ERR = join(FIXTURES, 'err');
const OK = join(FIXTURES, 'ok');

const isFolder = (path: string) => statSync(path).isDirectory();

/** A fixture is one YAML file, or a folder that holds an integration. */
function read(path: string): RawFile[] {
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

const diagnose = (path: string) => loadIntegration(read(path)).diagnostics.map(formatDiagnostic);
const broken = readdirSync(ERR).filter((name) => !name.endsWith('.out'));
const outOf = (name: string) => join(ERR, `${name.replace(/\.yaml$/, '')}.out`);

test.each(broken)('%s', (name) => {
  const found = `${diagnose(join(ERR, name)).join('\n')}\n`;
  if (process.env.UPDATE) writeFileSync(outOf(name), found);
  expect(
    existsSync(outOf(name)),
    `${outOf(name)} is missing; write it, or run with UPDATE=1 and read it`,
  ).toBe(true);
  expect(found).toBe(readFileSync(outOf(name), 'utf8'));
  expect(found).not.toBe('\n');
});

test.each(readdirSync(OK))('%s has no findings', (name) => {
  expect(diagnose(join(OK, name))).toEqual([]);
});

test('every rule is shown by a fixture', () => {
  const shown = new Set(
    broken.flatMap((name) =>
      [...readFileSync(outOf(name), 'utf8').matchAll(/\[([a-z-]+)\]$/gm)].map((match) => match[1]),
    ),
  );
  const known = [
    'syntax',
    'duplicate-key',
    'merge-key',
    'alias-loop',
    'unquoted-placeholder',
    'schema',
    'unknown-file',
    'missing-file',
  ];
  expect([...known, ...rules.map(({ name }) => name)].filter((rule) => !shown.has(rule))).toEqual([]);
});
