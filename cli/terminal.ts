import picocolors from 'picocolors';

type Stream = NodeJS.WriteStream;

/** Colour functions for a stream; they do nothing where it is not a terminal or `NO_COLOR` is set. */
export const colours = (stream: Stream) =>
  picocolors.createColors(stream.isTTY === true && !process.env.NO_COLOR);

const ANSI = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');
const width = (text: string) => text.replace(ANSI, '').length;

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

/** `1 tool`, `2 tools`. */
export const plural = (count: number, word: string) =>
  `${count.toLocaleString('en')} ${word}${count === 1 ? '' : 's'}`;

/** `512 B`, `1.2 kB`, `3.4 MB`. */
export function bytes(count: number): string {
  if (count < 1_000) return `${count} B`;
  return count < 1_000_000 ? `${(count / 1_000).toFixed(1)} kB` : `${(count / 1_000_000).toFixed(1)} MB`;
}

export const printLine = (text = '') => process.stdout.write(`${text}\n`);
export const printError = (text = '') => process.stderr.write(`${text}\n`);
