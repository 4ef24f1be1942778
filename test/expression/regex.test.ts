import { RegExpParser } from '@eslint-community/regexpp';
import { expect, test } from 'vitest';
import { Guards } from '../../engine/expression/compiler/guards.ts';
import { stepsBound } from '../../engine/expression/compiler/regex/cost.ts';
import { capturingGroups, compileStepped } from '../../engine/expression/compiler/regex/stepped.ts';
import { LIMITS } from '../../engine/expression/limits.ts';
import { randomFrom } from '../fuzz/random.ts';

const parse = (source: string) => new RegExpParser({ ecmaVersion: 2024 }).parsePattern(source);

function stepped(pattern: RegExp, text: string) {
  const parsed = parse(pattern.source);
  const find = compileStepped(parsed, pattern.flags, capturingGroups(parsed).length);
  const found = find(text, 0, new Guards(LIMITS));
  return found && [text.slice(found.index, found.end), ...found.groups, found.index];
}

function native(pattern: RegExp, text: string) {
  const found = pattern.exec(text);
  return found ? [...found, found.index] : undefined;
}

const ATOMS = [
  'a',
  'b',
  'c',
  '.',
  '\\w',
  '\\d',
  '\\s',
  '[ab]',
  '[^a]',
  '\\b',
  '^',
  '$',
  '\\.',
  '\\u0041',
  '[\\s\\S]',
];
const QUANTIFIERS = ['', '', '', '*', '+', '?', '*?', '+?', '{2}', '{1,3}', '{0,2}?'];

function randomPattern(random: ReturnType<typeof randomFrom>, depth: number): string {
  const parts = Array.from({ length: 1 + random.below(3) }, () => {
    if (depth === 0 || random.chance(0.6)) return random.pick(ATOMS);
    const inner = randomPattern(random, depth - 1);
    return random.pick([
      `(${inner})`,
      `(?:${inner})`,
      `(${inner}|${random.pick(ATOMS)})`,
      `(?=${inner})`,
      `(?!${inner})`,
      `(?<=${inner})`,
      `(?<!${inner})`,
      `(${inner})\\1`,
    ]);
  });
  return parts
    .map((part) => part + (/^(\^|\$|\\b|\(\?[=!<])/.test(part) ? '' : random.pick(QUANTIFIERS)))
    .join('');
}

test('the engine that counts its steps finds what the machine finds', () => {
  const random = randomFrom(7);
  for (let count = 0; count < 4_000; count += 1) {
    const pattern = new RegExp(randomPattern(random, 3), random.pick(['', 'i', 'm', 'im']));
    const text = Array.from({ length: random.below(9) }, () => random.pick([...'abcA1. \n'])).join('');
    expect(stepped(pattern, text), `${pattern} on ${JSON.stringify(text)}`).toEqual(native(pattern, text));
  }
});

test.each([
  ['abc', 1],
  ['[a-z]+', 2],
  ['^[a-z]+$', 1],
  ['\\w+@\\w+', 3],
  ['(?:a|b)c{1,3}', 1],
  ['(?:ab)*', 2],
])('/%s/ takes at most a number of steps that grows with the length to the power of %i', (source, degree) => {
  const bound = stepsBound(parse(source), false);
  expect(bound(100_000) / bound(10_000)).toBeGreaterThan(10 ** degree * 0.9);
  expect(bound(100_000) / bound(10_000)).toBeLessThan(10 ** degree * 1.1);
});

test.each(['(a+)+', '(a|b)*', '(a*)*', '(?:a?)+', '((a+)b?)*'])('/%s/ has no bound', (source) => {
  expect(stepsBound(parse(source), false)(10)).toBe(Number.POSITIVE_INFINITY);
});
