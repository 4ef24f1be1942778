import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { writeApi } from '../api.ts';
import { type Figure, interleave, type Measure } from '../figure.ts';
import { memory } from '../process.ts';
import { MAIN, sideOf } from '../sides.ts';
import { withUpstream } from '../upstream.ts';

const EVERY_MS = 20;

interface Exported {
  perSecond: number;
  /** Most memory that the process had, in mebibytes. */
  peak: number;
}

/** Lists of growing length written to a file, which must take time in proportion and no more memory. */
export const exported: Measure = {
  name: 'export',
  run: ({ folder, isQuick, tell }) => {
    const sizes = isQuick ? [20_000, 200_000] : [100_000, 1_000_000];
    return withUpstream(sizes.at(-1) ?? 0, async (url) => {
      const { integration } = writeApi(folder, 10, url);
      const exports = await interleave(isQuick ? 1 : 3, sizes, (count, round) => {
        tell(`${count} contacts to a file, round ${round + 1}`);
        return writeContacts(integration, count, folder);
      });
      return figures(sizes, exports);
    });
  },
};

function figures(sizes: readonly number[], exports: readonly Exported[][]): Figure[] {
  const labels = sizes.map((size) => size.toLocaleString('en'));
  const [few = '', many = ''] = labels;
  const rowsOf = (part: keyof Exported) =>
    labels.map((side, index) => ({ side, rounds: (exports[index] ?? []).map((one) => one[part]) }));
  const title = 'contacts to a file with `ymcp call --output`';
  return [
    {
      name: 'export-memory',
      title,
      unit: 'MiB peak',
      better: 'less',
      base: few,
      rows: rowsOf('peak'),
      targets: [{ side: many, against: few, atMost: 1.5 }],
    },
    {
      name: 'export-speed',
      title,
      unit: 'items/s',
      better: 'more',
      base: few,
      rows: rowsOf('perSecond'),
      targets: [{ side: many, against: few, atLeast: 0.9 }],
    },
  ];
}

async function writeContacts(integration: string, count: number, folder: string): Promise<Exported> {
  const file = join(folder, 'contacts.jsonl');
  const { tool } = sideOf('ymcp');
  const started = performance.now();
  const child = spawn(
    process.execPath,
    [MAIN, 'call', tool, `limit=${count}`, '-i', integration, '--output', file],
    { stdio: ['ignore', 'inherit', 'pipe'] },
  );
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  let peak = 0;
  const timer = setInterval(() => {
    peak = Math.max(peak, memory(child.pid ?? 0, 'VmHWM') ?? 0);
  }, EVERY_MS);
  const code = await new Promise((done) => child.once('close', done));
  clearInterval(timer);
  if (code !== 0 || !said.includes(count.toLocaleString('en')) || statSync(file).size < count * 30)
    throw new Error(`the export of ${count} ended with ${code}: ${said}`);
  return { perSecond: (count * 1_000) / (performance.now() - started), peak };
}
