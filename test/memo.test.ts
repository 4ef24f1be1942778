import { expect, test } from 'vitest';
import { memoise } from '../engine/memo.ts';

test('a text is worked on once, until enough others have come', () => {
  const done: string[] = [];
  const work = memoise((text) => {
    done.push(text);
    if (text === 'bad') throw new Error('bad');
    return text.length;
  }, 2);
  expect([work('a'), work('a'), work('bb')]).toEqual([1, 1, 2]);
  expect(() => work('bad')).toThrow('bad');
  expect(() => work('bad')).toThrow('bad');
  expect(work('bb')).toBe(2);
  expect(done).toEqual(['a', 'bb', 'bad']);
  work('a');
  expect(done).toEqual(['a', 'bb', 'bad', 'a']);
});
