import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { draw } from './draw.ts';
import { type Figure, median, ratios, spread, verdicts } from './figure.ts';
import { BENCH } from './sides.ts';
import { figure as format, times } from './table.ts';

/** What a run of the bench found, and on what. */
export interface Report {
  machine: { processor: string; cores: number; gibibytes: number; node: string; date: string; load: number };
  isQuick: boolean;
  figures: readonly Figure[];
}

const RESULTS = join(BENCH, 'results.json');
const PAGE = join(BENCH, 'README.md');
const DRAWING = join(BENCH, 'results.svg');
const MARKS = ['<!-- results: written by `npm run bench -- --page` -->', '<!-- end of results -->'] as const;

/** Keeps what a run found beside what earlier runs found of other things. */
export function saveReport(report: Report): void {
  const kept = new Map(readReport()?.figures.map((one) => [one.name, one]));
  for (const one of report.figures) kept.set(one.name, rounded(one));
  writeFileSync(RESULTS, `${JSON.stringify({ ...report, figures: [...kept.values()] })}\n`);
}

const rounded = (one: Figure): Figure => ({
  ...one,
  rows: one.rows.map(({ side, rounds }) => ({
    side,
    rounds: rounds.map((value) => Number(value.toPrecision(5))),
  })),
});

/** The order of the page, by how the names of figures begin; others come last. */
const ORDER = ['stdio', 'tools', 'http', 'start', 'memory', 'walk', 'export', 'tool-list'];

function placeOf({ name }: Figure): number {
  const place = ORDER.findIndex((start) => name.startsWith(start));
  return place === -1 ? ORDER.length : place;
}

function readReport(): Report | undefined {
  try {
    const report = JSON.parse(readFileSync(RESULTS, 'utf8')) as Report;
    return { ...report, figures: report.figures.toSorted((a, b) => placeOf(a) - placeOf(b)) };
  } catch {
    return undefined;
  }
}

/** Writes the tables and the drawing of the page from the results that are kept. */
export function writePage(): void {
  const report = readReport();
  if (!report) throw new Error('there are no results yet; run with --save first');
  writeFileSync(DRAWING, draw(report.figures.filter(({ name }) => DRAWN.test(name))));
  const page = readFileSync(PAGE, 'utf8');
  const [before = '', rest = ''] = page.split(MARKS[0]);
  const after = rest.split(MARKS[1])[1] ?? '';
  writeFileSync(PAGE, `${before}${MARKS[0]}\n\n${section(report)}\n${MARKS[1]}${after}`);
}

const DRAWN =
  /^(stdio-perSecond|stdio-processor|http-perSecond|start-\d+|memory-\d+|walk|tool-list-shown-\d+|export-memory)$/;

const section = ({ machine, isQuick, figures }: Report): string =>
  [
    `${machine.date}, ${machine.cores} × ${machine.processor}, ${machine.gibibytes} GiB, Node ${machine.node}, load average ${machine.load} at the end${isQuick ? ', quick run' : ''}.`,
    '',
    '![the results as bars](results.svg)',
    '',
    '### Targets',
    '',
    '| figure | ratio | wanted | |',
    '| --- | ---: | --- | --- |',
    ...figures.flatMap(targetRows),
    '',
    '### Figures',
    ...figures.flatMap(figureTable),
    '',
  ].join('\n');

const targetRows = (one: Figure): string[] =>
  verdicts(one).map(({ side, against, atLeast, atMost, ratio, isMet }) => {
    const wanted = atLeast === undefined ? `at most ${atMost}` : `at least ${atLeast}`;
    return `| ${one.title} (${one.unit}): ${side} / ${against} | ${times(ratio)} | ${wanted} | ${isMet ? 'met' : '**missed**'} |`;
  });

const figureTable = (one: Figure): string[] => [
  '',
  `**${one.title}** (${one.unit}, ${one.better} is better)`,
  '',
  `| side | median | spread | ratio to ${one.base} |`,
  '| --- | ---: | ---: | ---: |',
  ...one.rows.map(({ side, rounds }) => {
    const [least, most] = spread(rounds);
    const ratio = side === one.base ? '1' : times(median(ratios(one, side, one.base)));
    const range = rounds.length > 1 ? `${format(least)} to ${format(most)}` : '';
    return `| ${side} | ${format(median(rounds))} | ${range} | ${ratio} |`;
  }),
];
