import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { formatDiagnostic } from '../../engine/diagnostic.ts';
import { loadIntegration } from '../../engine/load/load.ts';
import { brokenFixtures, ERR, OK, outOf, readFixture } from './fixture.ts';

const diagnose = (path: string) => loadIntegration(readFixture(path)).diagnostics.map(formatDiagnostic);
const broken = brokenFixtures();

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
