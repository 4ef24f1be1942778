import { createSecretKey } from 'node:crypto';
import { expect, test } from 'vitest';
import { openCursor, sealCursor } from '../../engine/operation/cursor.ts';

const KEY = createSecretKey(Buffer.alloc(32, 7));
const POSITION = { state: { skip: 20 }, skip: 3 };
const scopeOf = (given: Record<string, unknown>) => ({ tool: 'list', account: 'a', arguments: given });

test('the same place of the same call has the same cursor, every other another one', () => {
  const cursor = sealCursor(POSITION, scopeOf({ q: 'x', n: 1 }), KEY);
  expect(sealCursor(POSITION, scopeOf({ n: 1, q: 'x' }), KEY)).toBe(cursor);
  expect(sealCursor({ ...POSITION, skip: 4 }, scopeOf({ q: 'x', n: 1 }), KEY)).not.toBe(cursor);
  expect(sealCursor(POSITION, scopeOf({ q: 'y', n: 1 }), KEY)).not.toBe(cursor);
  const other = createSecretKey(Buffer.alloc(32, 8));
  expect(sealCursor(POSITION, scopeOf({ q: 'x', n: 1 }), other)).not.toBe(cursor);
});

test.each([
  ['short', 'x'],
  ['too long to be remembered', 'x'.repeat(5_000)],
  ['of several lines', 'a\nb\u2028c'],
])('a cursor of a call with arguments that are %s opens for that call alone', (_, q) => {
  const cursor = sealCursor(POSITION, scopeOf({ q }), KEY);
  expect(openCursor(cursor, scopeOf({ q }), KEY)).toEqual(POSITION);
  expect(() => openCursor(cursor, scopeOf({ q: `${q}.` }), KEY)).toThrow('was not issued');
});
