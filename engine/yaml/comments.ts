import { Lexer } from 'yaml';

/** A comment, where it stands, and the lines that it is about. Lines and columns are 1-based. */
export interface Comment {
  line: number;
  column: number;
  /** From its `#` to the end of the line. */
  text: string;
  /** Its own line or, when it has that to itself, the next line with data; with the text of a block that starts there. */
  from: number;
  to: number;
}

/** What the lexer puts in front of the text of a plain or block scalar; it stands in no file. */
const SCALAR_MARK = '\u001f';
const MARKS = new Set([SCALAR_MARK, '\u0002', '\u0018']);

/** Every comment of a YAML text; a `#` within a scalar is none. */
export function commentsIn(text: string): Comment[] {
  const lines = text.split('\n');
  const { comments, blocks } = scan(text);
  return comments.map(({ line, column, text: comment }) => {
    const isAlone = /^\s*$/.test((lines[line - 1] ?? '').slice(0, column - 1));
    const from = isAlone ? nextWithData(lines, line) : line;
    return { line, column, text: comment, from, to: blocks.get(from) ?? from };
  });
}

function nextWithData(lines: readonly string[], line: number): number {
  const index = lines.findIndex((text, at) => at >= line && !/^\s*(#|\r?$)/.test(text));
  return index === -1 ? line : index + 1;
}

/** Comments, and the last line of every block scalar by the line of its header. */
function scan(text: string) {
  const comments: Pick<Comment, 'line' | 'column' | 'text'>[] = [];
  const blocks = new Map<number, number>();
  let [line, column] = [1, 1];
  let [previous, header] = ['', 0];
  for (const token of new Lexer().lex(text)) {
    if (!MARKS.has(token)) {
      const isScalar = previous === SCALAR_MARK;
      const breaks = token.split('\n').length - 1;
      if (token.startsWith('#') && !isScalar) comments.push({ line, column, text: token.trimEnd() });
      if (/^[|>]/.test(token) && !isScalar) header = line;
      if (isScalar && header > 0) {
        blocks.set(header, line + breaks - (token.endsWith('\n') ? 1 : 0));
        header = 0;
      }
      column = breaks > 0 ? token.length - token.lastIndexOf('\n') : column + token.length;
      line += breaks;
    }
    previous = token;
  }
  return { comments, blocks };
}
