import { expect, test } from 'vitest';
import { Redactor } from '../engine/redact.ts';

const SECRET = 'p@ss "word"/1+2';

function redactor(...secrets: unknown[]): Redactor {
  const made = new Redactor();
  made.add(...secrets);
  return made;
}

test.each([
  ['as it is', SECRET],
  ['percent-encoded', encodeURIComponent(SECRET)],
  ['form-encoded', new URLSearchParams({ q: SECRET }).toString().slice(2)],
  ['JSON-escaped', JSON.stringify(SECRET).slice(1, -1)],
  ['base64', Buffer.from(SECRET).toString('base64')],
])('a secret is masked %s', (_, form) => {
  expect(redactor(SECRET).redact(`a ${form} b`)).toBe('a [redacted] b');
});

test('the longest of two overlapping secrets is masked whole', () => {
  expect(redactor('secret', 'secret-and-more').redact('secret-and-more secret')).toBe(
    '[redacted] [redacted]',
  );
});

test('too short a secret, or none, leaves text alone', () => {
  expect(redactor('abc', undefined, '').redact('abcabc')).toBe('abcabc');
});

test('a value keeps its identity unless it holds a secret, and is masked in keys, strings and numbers', () => {
  const made = redactor('12345678', 'hidden');
  const clean = { a: 1 };
  expect(made.redactValue(clean, JSON.stringify(clean))).toBe(clean);
  const value = { hidden: [12345678, 'is hidden', null, true] };
  expect(made.redactValue(value, JSON.stringify(value))).toEqual({
    '[redacted]': ['[redacted]', 'is [redacted]', null, true],
  });
});
