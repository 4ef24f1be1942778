import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Document, parseDocument } from 'yaml';
import { readContract } from '../../cli/contract-file.ts';
import { table } from '../../cli/terminal.ts';
import { runCase } from '../../engine/cases/run.ts';
import { changesIn, compareContracts } from '../../engine/contract/compare.ts';
import { contractOf } from '../../engine/contract/contract.ts';
import type { RawFile } from '../../engine/load/files.ts';
import { loadIntegration } from '../../engine/load/load.ts';
import type { Case } from '../../engine/schema/model.ts';
import { createRandom, type Edit, editsOf, pick } from './edits.ts';
import { explain } from './survivors.ts';

const { values } = parseArgs({
  options: {
    integration: { type: 'string', default: 'ipost' },
    count: { type: 'string', default: '500' },
    seed: { type: 'string', multiple: true, default: ['1'] },
  },
});
const KINDS: readonly Edit['kind'][] = ['dropped key', 'typo', 'swapped verb', 'renamed parameter'];

const folder = resolve(import.meta.dirname, '../../integrations', values.integration);
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.yaml'))
  .sort()
  .map((name): RawFile => ({ name, label: name, bytes: readFileSync(join(folder, name)) }));
const contract = readContract(join(folder, 'contract.json'));
const edited = files.filter(({ name }) => name === 'integration.yaml' || name.startsWith('resources/'));

/** Who finds the mistake: `validate`, `test`, or nobody. */
async function catcherOf(changed: RawFile): Promise<'validate' | 'test' | undefined> {
  const { integration, cases, diagnostics } = loadIntegration(
    files.map((file) => (file.name === changed.name ? changed : file)),
  );
  if (!integration || diagnostics.length > 0) return 'validate';
  const diff = compareContracts({ contract }, { contract: contractOf(integration) });
  if (changesIn(diff).length > 0) return 'test';
  // Those of the changed resource first, since they are the likeliest to notice.
  const resource = changed.name.replace(/^resources\/|\.yaml$/g, '');
  const isNear = ({ method }: Case) => method.startsWith(`${resource}.`);
  for (const one of [...cases].sort((a, b) => Number(isNear(b)) - Number(isNear(a))))
    if (!(await runCase(integration, one)).passed) return 'test';
  return undefined;
}

interface Outcome {
  file: string;
  edit: Edit;
  catcher: 'validate' | 'test' | undefined;
}

/** Makes so many different edits, one at a time. */
async function mutate(seed: number, count: number): Promise<Outcome[]> {
  const random = createRandom(seed);
  const outcomes: Outcome[] = [];
  const seen = new Set<string>();
  while (outcomes.length < count) {
    const file = pick(edited, random);
    const document: Document = parseDocument(Buffer.from(file.bytes).toString());
    const kind = pick(KINDS, random);
    const edits = editsOf(document, random).filter((edit) => edit.kind === kind);
    if (edits.length === 0) continue;
    const edit = pick(edits, random);
    const id = `${file.name} ${edit.kind} ${edit.place} ${edit.detail}`;
    if (seen.has(id)) continue;
    seen.add(id);
    edit.apply();
    const catcher = await catcherOf({ ...file, bytes: Buffer.from(document.toString()) });
    outcomes.push({ file: file.name, edit, catcher });
    if (process.stderr.isTTY) process.stderr.write(`\rseed ${seed}: ${outcomes.length} of ${count}`);
  }
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  return outcomes;
}

const percent = (part: number, whole: number) =>
  whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`;
const row = (name: string, among: readonly Outcome[]) => {
  const by = (catcher: Outcome['catcher']) => among.filter((one) => one.catcher === catcher).length;
  return [
    name,
    String(among.length),
    String(by('validate')),
    String(by('test')),
    String(by(undefined)),
    percent(among.length - by(undefined), among.length),
  ];
};
const survivorsOf = (among: readonly Outcome[]) => among.filter(({ catcher }) => catcher === undefined);

const all: Outcome[] = [];
for (const seed of values.seed) {
  const outcomes = await mutate(Number(seed), Number(values.count));
  const rows = KINDS.map((kind) =>
    row(
      kind,
      outcomes.filter(({ edit }) => edit.kind === kind),
    ),
  );
  const heading = [`seed ${seed}`, 'made', 'validate', 'test', 'survived', 'caught'];
  console.log(`${table([heading, ...rows, row('all', outcomes)])}\n`);
  if (survivorsOf(outcomes).length > 0.05 * outcomes.length) process.exitCode = 1;
  all.push(...outcomes);
}
const survivors = survivorsOf(all);
for (const reason of new Set(survivors.map(({ edit }) => explain(edit)))) {
  const those = survivors.filter(({ edit }) => explain(edit) === reason);
  const rows = those.map(({ file, edit }) => [
    `  ${file}: ${edit.place}`,
    `${edit.kind} ${edit.detail.slice(0, 120)}`,
  ]);
  console.log(`${those.length} × ${reason}\n${table(rows)}\n`);
}
