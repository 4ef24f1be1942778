/**
 * Offset in `raw`, a scalar's source text (quotes or block header included), of character `offset` of its value.
 * Indentation, folding and escapes are stepped over, so a position inside an expression is a position in the file.
 */
export function sourceOffset(raw: string, type: string, offset: number): number {
  if (type === 'QUOTE_DOUBLE') return doubleQuoted(raw, offset);
  if (type === 'QUOTE_SINGLE') return singleQuoted(raw, offset);
  if (type === 'BLOCK_LITERAL' || type === 'BLOCK_FOLDED') return block(raw, offset);
  return folded(raw, 0, raw.length, offset);
}

const ESCAPE = /\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|\r?\n[ \t]*|.)/y;

function doubleQuoted(raw: string, offset: number): number {
  let at = 1;
  for (let left = offset; left > 0 && at < raw.length - 1; ) {
    ESCAPE.lastIndex = at;
    const sequence = ESCAPE.exec(raw)?.[0];
    at += sequence?.length ?? 1;
    if (sequence === undefined || !/^\\\r?\n/.test(sequence)) left -= 1;
  }
  return at;
}

function singleQuoted(raw: string, offset: number): number {
  let at = 1;
  for (let left = offset; left > 0 && at < raw.length - 1; left -= 1) at += raw.startsWith("''", at) ? 2 : 1;
  return at;
}

/** Block scalars keep their line breaks (literal) or turn them into spaces (folded): one character either way. */
function block(raw: string, offset: number): number {
  const start = raw.indexOf('\n') + 1;
  const indent = /^(?:[ \t]*\r?\n)*( *)/.exec(raw.slice(start))?.[1]?.length ?? 0;
  return folded(raw, start, raw.length, offset, indent);
}

function folded(raw: string, start: number, end: number, offset: number, indent?: number): number {
  const skipIndent = (at: number) => {
    let spaces = 0;
    while (raw[at + spaces] === ' ' && spaces < (indent ?? Number.POSITIVE_INFINITY)) spaces += 1;
    return at + spaces;
  };
  let at = indent === undefined ? start : skipIndent(start);
  for (let left = offset; left > 0 && at < end; left -= 1)
    at = raw[at] === '\n' ? skipIndent(at + 1) : at + 1;
  return at;
}
