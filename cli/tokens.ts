/** Longer text is counted in pieces: a run of one kind of character takes time that grows with the square of its length. */
const PIECE = 2_000;

/** Text that looks like a control token of a model is text here. */
const AS_TEXT = { disallowedSpecial: new Set<string>() };

/** Tokens of a text as the `o200k_base` encoding of OpenAI has them; others' differ by some percent. */
export async function countTokens(text: string): Promise<number> {
  const { countTokens: count } = await import('gpt-tokenizer/encoding/o200k_base');
  let tokens = 0;
  for (let at = 0; at < text.length; ) {
    const end = pieceEnd(text, at);
    tokens += count(text.slice(at, end), AS_TEXT);
    at = end;
  }
  return tokens;
}

/** Where a piece that begins at `from` ends: before a space, a quote or a line break, where a token ends anyway. */
function pieceEnd(text: string, from: number): number {
  const furthest = from + PIECE;
  if (furthest >= text.length) return text.length;
  for (let end = furthest; end > from + PIECE / 2; end -= 1) if (/[\s"]/.test(text[end] ?? '')) return end;
  return furthest;
}
