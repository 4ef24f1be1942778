import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { knownRules } from '../../engine/lint/catalog.ts';
import { loadIntegration } from '../../engine/load/load.ts';
import { brokenFixtures, ERR, outOf, readFixture } from './fixture.ts';
import { keysMeant, keysOfTheFormat } from './keys.ts';

const broken = brokenFixtures();

/** Files that would be too large to keep, or are no text; `positions.test.ts` makes them. */
const MADE_ELSEWHERE = ['encoding', 'file-size'];

test('every rule is shown by a fixture, and no other name stands in one', () => {
  const shown = new Set(
    broken.flatMap((name) =>
      [...readFileSync(outOf(name), 'utf8').matchAll(/\[([a-z-]+)\]$/gm)].map((match) => match[1]),
    ),
  );
  const names = knownRules.map(({ name }) => name).filter((name) => !MADE_ELSEWHERE.includes(name));
  expect(names.filter((name) => !shown.has(name))).toEqual([]);
  expect([...shown].filter((name) => !knownRules.some((rule) => rule.name === name))).toEqual([]);
});

test('every key of the format is meant by a finding in a fixture', () => {
  const meant = new Set(
    broken.flatMap((name) => {
      const files = readFixture(join(ERR, name));
      return [...keysMeant(files, loadIntegration(files).diagnostics)];
    }),
  );
  const keys = keysOfTheFormat();
  expect(keys.size).toBeGreaterThan(250);
  expect([...keys].filter(([schema]) => !meant.has(schema)).map(([, way]) => way)).toEqual([]);
});

test('there are more broken fixtures than can be overlooked', () => {
  expect(broken.length).toBeGreaterThan(180);
});
