import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { expect, test } from 'vitest';
import { countTokens } from '../../cli/tokens.ts';

test.each([
  ['', 0],
  ['hello world', 2],
  ['<|endoftext|>', encode('<|endoftext|>', { disallowedSpecial: new Set() }).length],
])('%j has %i tokens', async (text, tokens) => {
  expect(await countTokens(text)).toBe(tokens);
});

test('a long JSON text has as many tokens as when it is counted at once, but for its pieces’ edges', async () => {
  const text = JSON.stringify(
    Array.from({ length: 2_000 }, (_, id) => ({ id, name: `Zoë ${id}`, state: id % 2 ? 'open' : 'closed' })),
  );
  const whole = encode(text).length;
  expect(Math.abs((await countTokens(text)) - whole) / whole).toBeLessThan(0.01);
});

test.each(['a', ' ', '漢', '😀', '"'])('a million of %j are counted before anyone gives up', async (char) => {
  expect(await countTokens(char.repeat(1_000_000))).toBeGreaterThan(1_000);
});
