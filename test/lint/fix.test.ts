import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Diagnostic } from '../../engine/diagnostic.ts';
import type { RawFile } from '../../engine/load/files.ts';
import { applyFixes, fixIntegration } from '../../engine/load/fix.ts';
import { brokenFixtures, ERR, OK, readFixture } from './fixture.ts';

const raw = (text: string): RawFile => ({ name: 'x.yaml', label: 'x.yaml', bytes: Buffer.from(text) });
const textOf = ({ bytes }: RawFile) => Buffer.from(bytes).toString();
const finding = (line: number, column: number, length: number, replacement: string): Diagnostic => ({
  file: 'x.yaml',
  line,
  column,
  length,
  replacement,
  severity: 'error',
  rule: 'schema',
  message: '',
});

test('of two fixes that overlap the earlier is made, and those side by side both', () => {
  const given = [
    finding(2, 1, 4, 'BCDE'),
    finding(2, 3, 3, 'x'),
    finding(2, 5, 1, 'F'),
    finding(1, 1, 1, 'A'),
  ];
  const { file, fixes } = applyFixes(raw('a\nbcdefg\n'), given);
  expect(textOf(file)).toBe('A\nBCDEFg\n');
  expect(fixes.map(({ before, after }) => `${before} → ${after}`)).toEqual(['a → A', 'bcde → BCDE', 'f → F']);
});

test('fixes of other files are left alone', () => {
  const file = raw('a\n');
  expect(applyFixes(file, [{ ...finding(1, 1, 1, 'b'), file: 'y.yaml' }])).toEqual({ file, fixes: [] });
});

test.each(brokenFixtures())('no fix of %s is left undone, and what had none stays as it was', (name) => {
  const files = readFixture(join(ERR, name));
  const { files: fixed, fixes, loaded } = fixIntegration(files);
  expect(loaded.diagnostics.filter(({ replacement }) => replacement !== undefined)).toEqual([]);
  if (fixes.length === 0) expect(fixed).toEqual(files);
  for (const { diagnostic, before, after } of fixes) {
    expect(before).not.toBe(after);
    expect(before).toHaveLength(diagnostic.length ?? 0);
  }
});

test('a key with two letters swapped becomes what it was, or stays; never anything else', () => {
  const text = readFileSync(join(OK, 'everything.yaml'), 'utf8');
  const outcomes = { restored: 0, left: 0 };
  for (const { index, 0: key } of text.matchAll(/\b[a-z]\w{3,}(?=:)/g)) {
    const swapped = key.slice(0, 1) + key[2] + key[1] + key.slice(3);
    if (swapped === key) continue;
    const changed = text.slice(0, index) + swapped + text.slice(index + key.length);
    const { files } = fixIntegration([raw(changed)]);
    const after = textOf(files[0] as RawFile);
    expect([text, changed], key).toContain(after);
    outcomes[after === text ? 'restored' : 'left'] += 1;
  }
  expect(outcomes.restored).toBeGreaterThan(outcomes.left);
});
