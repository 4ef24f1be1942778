import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { colours } from '../../cli/terminal.ts';
import type { Figure } from './figure.ts';
import { measures } from './measures/index.ts';
import { type Report, saveReport, writePage } from './page.ts';
import { BENCH } from './sides.ts';
import { show } from './table.ts';

const USAGE = `npm run bench -- [--only <${measures.map(({ name }) => name).join('|')}>]... [--quick] [--json] [--save]
       npm run bench -- --page`;

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    /** Keeps the results and writes the page from them. */
    save: { type: 'boolean', default: false },
    /** Writes the page from the results that are kept, without measuring. */
    page: { type: 'boolean', default: false },
  },
});

const wanted = values.only ?? measures.map(({ name }) => name);
const unknown = wanted.find((name) => !measures.some((measure) => measure.name === name));
if (unknown !== undefined) {
  process.stderr.write(`there is no measure \`${unknown}\`.\n${USAGE}\n`);
  process.exit(2);
}

if (values.page) writePage();
else await bench();

async function bench(): Promise<void> {
  prepare();
  const figures = await run();
  const report: Report = { machine: machine(), isQuick: values.quick, figures };
  if (values.json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else for (const one of figures) process.stdout.write(`${show(one, colours(process.stdout))}\n`);
  if (!values.save) return;
  saveReport(report);
  writePage();
}

function machine(): Report['machine'] {
  return {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    gibibytes: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    date: new Date().toISOString().slice(0, 10),
    load: Number((loadavg()[0] ?? 0).toFixed(1)),
  };
}

/** Builds the program as it is shipped and installs the peers. */
function prepare(): void {
  const quiet = { stdio: ['ignore', 'ignore', 'inherit'] as const };
  execFileSync('npm', ['run', '--silent', 'build'], {
    cwd: join(BENCH, '../..'),
    ...quiet,
    stdio: [...quiet.stdio],
  });
  if (existsSync(join(BENCH, 'node_modules', '.package-lock.json'))) return;
  process.stderr.write('installing the peers …\n');
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel', 'error'], {
    cwd: BENCH,
    stdio: [...quiet.stdio],
  });
}

async function run(): Promise<Figure[]> {
  const found: Figure[] = [];
  for (const { name, run: measure } of measures) {
    if (!wanted.includes(name)) continue;
    const folder = mkdtempSync(join(tmpdir(), 'ymcp-bench-'));
    try {
      found.push(...(await measure({ isQuick: values.quick, folder, tell })));
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
  tell('');
  return found;
}

/** Progress on one line of a terminal, line by line elsewhere; an empty one clears it. */
function tell(progress: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${progress}`);
}
