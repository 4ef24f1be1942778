import picocolors from 'picocolors';
import { clearStatus } from './status.ts';

type Stream = NodeJS.WriteStream;

/** Colour functions for a stream; they do nothing where it is not a terminal or `NO_COLOR` is set. */
export const colours = (stream: Stream) =>
  picocolors.createColors(stream.isTTY === true && !process.env.NO_COLOR);

const ANSI = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');
const WIDE =
  /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{20000}-\u{3fffd}]/u;
const NO_WIDTH = /[\p{Mn}\p{Me}\p{Cf}]/u;

/** Columns that a character takes on a terminal. */
const columnsOf = (char: string) => (WIDE.test(char) ? 2 : NO_WIDTH.test(char) ? 0 : 1);

/** Columns that a text takes on a terminal, colours left out. */
export const width = (text: string): number =>
  Array.from(text.replace(ANSI, '')).reduce((sum, char) => sum + columnsOf(char), 0);

/** Text on one line of at most so many columns, without the control characters that could steer a terminal. */
export function shorten(text: string, most: number): string {
  const line = text.replace(/\p{Cc}+/gu, ' ');
  if (width(line) <= most) return line;
  let kept = '';
  for (const char of line) {
    if (width(kept + char) >= most) break;
    kept += char;
  }
  return `${kept}…`;
}

/** Text in lines of at most so many columns, broken between words; colours take no room. */
export function wrap(text: string, most: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/(?<=\s)/)) {
    if (line !== '' && width(line + word.trimEnd()) > most) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += word;
  }
  return [...lines, line.trimEnd()];
}

/** Rows as aligned columns, two spaces apart; the last column is not padded. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows)
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, width(cell));
  return rows
    .map((row) =>
      row
        .map((cell, index) => pad(cell, index === row.length - 1 ? 0 : (widths[index] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const pad = (cell: string, to: number) => cell + ' '.repeat(Math.max(0, to - width(cell)));

/** `09:05:00`, here and now. */
export const clockTime = () => new Date().toTimeString().slice(0, 8);

/** `1 tool`, `2 tools`. */
export const plural = (count: number, word: string) =>
  `${count.toLocaleString('en')} ${word}${count === 1 ? '' : 's'}`;

/** `512 B`, `1.2 kB`, `3.4 MB`. */
export function bytes(count: number): string {
  if (count < 1_000) return `${count} B`;
  return count < 1_000_000 ? `${(count / 1_000).toFixed(1)} kB` : `${(count / 1_000_000).toFixed(1)} MB`;
}

export const printLine = (text = '') => print(process.stdout, text);
export const printError = (text = '') => print(process.stderr, text);

function print(stream: Stream, text: string): void {
  clearStatus();
  stream.write(`${text}\n`);
}
