import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { connectStdio } from '../support/clients.ts';

/**
 * From the save of a file to the client being told of the new tool, over stdio, for an integration of 500 methods: as one
 * folder of 50 files and as one single file. Run with `npx tsx test/bench/reload.ts [--json]`, after `npm run build`.
 */
const METHODS = 500;
const PER_FILE = 10;
const ROUNDS = 25;
/** Milliseconds after which a notice is taken for lost. */
const PATIENCE_MS = 10_000;

const ROOT = resolve(import.meta.dirname, '../..');
const HEAD = `ymcp: 1
name: big
label: Big
base_url: http://127.0.0.1:9/v1
pagination: { type: page, page: page, limit: per_page, max_limit: 100 }
response: { items: data }
`;

const method = (name: string, of: string) => `${name}:
  description: Does what ${name} says to one ${of}, and shows it as it is afterwards.
  request: POST /${of}/{id}/${name}
  source: { status: documented, url: https://docs.example.com }
  required: [amount]
  parameters:
    id: { type: string, description: Of the one to act on. }
    amount: { type: number, minimum: 0, description: How much of it. }
    note: { type: string, maxLength: 200, description: Why it is done. }
  response:
    item: { id: id, amount: { value: "$number(amount)", type: number }, note: "$uppercase(note) & ' ${name} ${of}'" }
`;

/** Letters only: tool names part digits off. */
const nameOf = (round: number) => `extra${String.fromCharCode(97 + round)}`;

const indent = (text: string, by: number) => text.replace(/^(?=.)/gm, ' '.repeat(by));
const group = (index: number, extra: string) =>
  Array.from({ length: PER_FILE }, (_, at) => method(`act${at}`, `things${index}`)).join('') +
  (extra && method(extra, `things${index}`));

/** Writes a layout into a folder; `save` adds one method to the first resource and returns its tool. */
interface Layout {
  name: string;
  write(folder: string): string;
  save(path: string, extra: string): void;
}

const GROUPS = METHODS / PER_FILE;
const resourceFile = (index: number, extra = '') =>
  `resource: things${index}\nmethods:\n${indent(group(index, extra), 2)}`;
const wholeFile = (extra = '') =>
  `${HEAD}resources:\n${Array.from({ length: GROUPS }, (_, index) => `  things${index}:\n    methods:\n${indent(group(index, index === 0 ? extra : ''), 6)}`).join('')}`;

const layouts: Layout[] = [
  {
    name: `${GROUPS} files of ${PER_FILE} methods`,
    write(folder) {
      const path = join(folder, 'big');
      mkdirSync(join(path, 'resources'), { recursive: true });
      writeFileSync(join(path, 'integration.yaml'), HEAD);
      for (let index = 0; index < GROUPS; index += 1)
        writeFileSync(join(path, `resources/things${index}.yaml`), resourceFile(index));
      return path;
    },
    save: (path, extra) => writeFileSync(join(path, 'resources/things0.yaml'), resourceFile(0, extra)),
  },
  {
    name: `one file of ${METHODS} methods`,
    write(folder) {
      const path = join(folder, 'big.yaml');
      writeFileSync(path, wholeFile());
      return path;
    },
    save: (path, extra) => writeFileSync(path, wholeFile(extra)),
  },
];

async function measure({ write, save }: Layout, folder: string): Promise<number[]> {
  const path = write(folder);
  const told = { resolve: () => {} };
  const client = await connectStdio(
    '2025',
    { command: process.execPath, args: [join(ROOT, 'dist/cli/main.js'), 'dev', path], cwd: folder },
    () => told.resolve(),
  );
  const took: number[] = [];
  try {
    for (let round = 0; round < ROUNDS; round += 1) {
      const notice = new Promise<void>((done) => {
        told.resolve = done;
      });
      const started = performance.now();
      save(path, nameOf(round));
      await within(
        PATIENCE_MS,
        notice,
        `no list_changed within ${PATIENCE_MS / 1_000} s of save ${round + 1}`,
      );
      took.push(performance.now() - started);
      const tools = await client.listTools();
      if (tools.length !== METHODS + 1 || !tools.some(({ name }) => name.endsWith(nameOf(round))))
        throw new Error(`the tool of round ${round} is not there`);
      await new Promise((next) => setTimeout(next, 100));
    }
  } finally {
    await client.close();
  }
  return took.sort((a, b) => a - b);
}

async function within(milliseconds: number, work: Promise<void>, otherwise: string): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(otherwise)), milliseconds);
  });
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
}

const folder = mkdtempSync(join(tmpdir(), 'ymcp-reload-'));
const isJson = process.argv.includes('--json');
const results = [];
if (!isJson)
  process.stdout.write(`  median    worst   milliseconds from save to list_changed, ${ROUNDS} rounds\n`);
for (const layout of layouts) {
  const took = await measure(layout, folder);
  const [median, worst] = [took[Math.floor(took.length / 2)] ?? 0, took.at(-1) ?? 0];
  results.push({ name: layout.name, median_ms: median, worst_ms: worst });
  if (!isJson)
    process.stdout.write(
      `${median.toFixed(0).padStart(8)} ${worst.toFixed(0).padStart(8)}   ${layout.name}\n`,
    );
}
rmSync(folder, { recursive: true });
if (isJson) process.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
