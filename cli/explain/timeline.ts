import { bytes, colours, shorten, table } from '../terminal.ts';
import type { Row, RowKind } from './rows.ts';

type Colours = ReturnType<typeof colours>;

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
/** Columns of the bars: of time, and of bytes. */
const BAR = { time: 30, bytes: 8 };
/** Columns of what stands beside the bars and the labels: margins, milliseconds, bytes in words. */
const REST = 37;
/** Lines that a person still reads; the middle of longer timelines is left out. */
const MOST = { first: 40, last: 12 };

const PAINT: Record<RowKind, (colours: Colours) => (text: string) => string> = {
  work: ({ blue }) => blue,
  send: ({ cyan }) => cyan,
  login: ({ magenta }) => magenta,
  wait: ({ yellow }) => yellow,
};

/** The lines as a waterfall: what, when and how long, how many bytes. `width` is the terminal's, in columns. */
export function drawTimeline(rows: readonly Row[], total: number, width: number): string {
  const paint = colours(process.stdout);
  const largest = Math.max(1, ...rows.map((row) => row.bytes ?? 0));
  const room = Math.max(24, width - BAR.time - BAR.bytes - REST);
  const lines = withoutMiddle(rows).map((row) => {
    if (typeof row === 'number') return [paint.dim(`  … ${row} more; all of them with --json`)];
    const colour = row.error === undefined ? PAINT[row.kind](paint) : paint.red;
    const size = row.size ?? (row.bytes === undefined ? '' : bytes(row.bytes));
    return [
      `  ${labelOf(row, room, paint)}`,
      colour(timeBar(row, total)),
      milliseconds(row.milliseconds).padStart(8),
      colour((row.bytes ? fill((row.bytes / largest) * BAR.bytes, BAR.bytes) : '').padEnd(BAR.bytes)),
      paint.dim(size),
    ];
  });
  return table(lines);
}

function withoutMiddle(rows: readonly Row[]): (Row | number)[] {
  const left = rows.length - MOST.first - MOST.last;
  return left <= 1 ? [...rows] : [...rows.slice(0, MOST.first), left, ...rows.slice(-MOST.last)];
}

function labelOf({ depth, label, detail, error }: Row, room: number, { bold, dim, red }: Colours): string {
  const indent = '  '.repeat(depth);
  const ending = error === undefined ? '' : ` ${error}`;
  const left = room - indent.length - label.length - ending.length - 1;
  return `${indent}${bold(label)} ${dim(shorten(detail.trim(), left))}${red(ending)}`;
}

/** Where on the scale of the whole call a part lies; the shortest still shows. */
function timeBar({ started, milliseconds: length }: Row, total: number): string {
  const scale = BAR.time / Math.max(total, Number.EPSILON);
  const start = Math.min(Math.max(0, Math.floor(started * scale)), BAR.time - 1);
  return `${' '.repeat(start)}${fill(length * scale, BAR.time - start)}`.padEnd(BAR.time);
}

/** A bar of so many columns, in eighths; at least one of them, and at most `most` columns. */
function fill(columns: number, most: number): string {
  const eighths = Math.min(Math.max(1, Math.round(columns * 8)), most * 8);
  return '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? '');
}

/** `0.42 ms`, `12.3 ms`, `1.20 s`. */
export function milliseconds(count: number): string {
  if (count >= 1_000) return `${(count / 1_000).toFixed(2)} s`;
  return `${count.toFixed(count < 10 ? 2 : count < 100 ? 1 : 0)} ms`;
}
