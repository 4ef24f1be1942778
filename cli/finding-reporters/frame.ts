import type { Diagnostic } from '../../engine/diagnostic.ts';
import { colours, shorten, width } from '../terminal.ts';

/** Lines shown above and below the one that is meant. */
const AROUND = 1;

/** The lines around a finding, with marks under what is meant and, where it is known, what to write instead. */
export function codeFrame(diagnostic: Diagnostic, lines: readonly string[], columns: number): string[] {
  const { dim } = colours(process.stdout);
  const { line } = diagnostic;
  const first = Math.max(1, line - AROUND);
  const last = Math.min(lines.length, line + AROUND);
  const gutter = String(last).length;
  const room = Math.max(20, columns - gutter - '   │ '.length);
  const from = cutFrom(diagnostic, lines, room);
  const row = (number: string, text: string) => `${dim(`  ${number.padStart(gutter)} │`)} ${text}`.trimEnd();
  const frame: string[] = [];
  for (let number = first; number <= last; number += 1) {
    const text = shown(lines[number - 1] ?? '', from, room);
    if (number !== line && text.trim() === '') continue;
    frame.push(row(String(number), number === line ? text : dim(text)));
    if (number === line) frame.push(row('', marks(diagnostic, lines[line - 1] ?? '', from, room)));
  }
  return frame;
}

/** Characters left out at the start of every line, so that what is meant comes into view. */
function cutFrom({ line, column, length = 1 }: Diagnostic, lines: readonly string[], room: number): number {
  const text = lines[line - 1] ?? '';
  const end = column - 1 + Math.min(length, Math.floor(room / 2));
  return width(plain(text)) <= room || end < room - 1 ? 0 : end - Math.floor((room * 2) / 3);
}

function shown(line: string, from: number, room: number): string {
  const text = plain(line);
  if (from === 0) return shorten(text, room);
  return shorten(text.length > from ? `…${text.slice(from + 1)}` : '', room);
}

/** Without what could steer a terminal; one character stays one. */
const plain = (text: string) => text.replace(/\p{Cc}/gu, ' ');

function marks(
  { column, length, severity, replacement }: Diagnostic,
  line: string,
  from: number,
  room: number,
): string {
  const { red, yellow, green } = colours(process.stdout);
  const text = plain(line);
  const before = width(text.slice(from, column - 1));
  const meant = Math.max(1, width(text.slice(column - 1, column - 1 + (length ?? 1))));
  const under = (severity === 'error' ? red : yellow)(
    '^'.repeat(Math.min(meant, Math.max(1, room - before))),
  );
  return ' '.repeat(before) + under + (replacement === undefined ? '' : green(` → ${replacement}`));
}
