import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { table } from '../../cli/terminal.ts';
import type { RawFile } from '../../engine/load/files.ts';
import { loadIntegration } from '../../engine/load/load.ts';

const MAIN = resolve(import.meta.dirname, '../../dist/cli/main.js');
const ENTRY = `ymcp: 1
name: bench
label: Bench
base_url: https://api.bench.example/v1
account: { required: [token], properties: { token: { type: string, writeOnly: true } } }
auth: { type: bearer, token: "{{$account.token}}" }
pagination: { type: page, page: page, limit: per_page, max_limit: 100 }
response: { items: data }
`;

/** Methods of a shape; a mistake in each shows what the words about it cost. */
const SHAPES: Readonly<Record<string, (index: number) => string>> = {
  'nothing wrong': (index) => method(index),
  'an unknown key each': (index) => `${method(index)}      requst: GET /x\n`,
  'a misspelt binding each': (index) => method(index, '$argumants'),
  'an unknown method each': (index) => method(index).replace('things_0.', 'thing_0.'),
  'a wrong type each': (index) => method(index).replace('{ type: string,', '{ type: 5,'),
  'an exception each': (index) =>
    `${method(index)
      .replace(/ {6}description:.*\n/, '')
      .replace('\n', ' # ymcp-ignore missing-description: generated\n')}`,
};

const method = (index: number, binding = '$arguments') => `    action_${index}:
      description: Does the thing number ${index}, and says what came of it.
      request: POST /things/{thing_id}/actions/${index}
      required: [amount]
      parameters:
        thing_id: { type: string, description: Which thing. }
        amount: { type: integer, minimum: 1, description: How much of it. }
        kind:
          type: object
          description: What else there is to say.
          schema_from: { method: things_0.action_0, schema: fields }
      query: { trace: "{{$uuid()}}" }
      response:
        item: |
          {
            "id": id,
            "name": $uppercase(name) & " " & ${binding}.kind,
            "total": $sum(lines.(price * quantity))
          }
`;

/** The files of an integration with so many methods, twenty to a resource. */
function generate(methods: number, shape: (index: number) => string): RawFile[] {
  const file = (name: string, text: string): RawFile => ({ name, label: name, bytes: Buffer.from(text) });
  const resources = Array.from({ length: Math.ceil(methods / PER_FILE) }, (_, resource) => {
    const bodies = Array.from({ length: Math.min(PER_FILE, methods - resource * PER_FILE) }, (_, index) =>
      shape(index),
    );
    return file(
      `resources/things_${resource}.yaml`,
      `resource: things_${resource}\nmethods:\n${indentLess(bodies.join(''))}`,
    );
  });
  return [file('integration.yaml', ENTRY), ...resources];
}
const PER_FILE = 20;
const indentLess = (text: string) => text.replace(/^ {2}/gm, '');

/** Milliseconds of processor time, which other work on the machine does not lengthen. */
function processorTime(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

function wallTime(work: () => void): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}
const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** The whole command, from the start of the process to its end. */
function command(files: readonly RawFile[], rounds: number): number {
  const folder = mkdtempSync(join(tmpdir(), 'ymcp-bench-'));
  for (const { name, bytes } of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), bytes);
  }
  const run = () =>
    void execFileSync(process.execPath, [MAIN, 'validate', folder], {
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 2 ** 28,
    });
  const times = Array.from({ length: rounds }, () =>
    wallTime(() => {
      try {
        run();
      } catch {}
    }),
  );
  rmSync(folder, { recursive: true });
  return median(times);
}

const { values } = parseArgs({
  options: {
    small: { type: 'string', default: '1000' },
    large: { type: 'string', default: '10000' },
    rounds: { type: 'string', default: '5' },
    only: { type: 'string', default: '' },
    json: { type: 'boolean', default: false },
  },
});
const [small, large, rounds] = [Number(values.small), Number(values.large), Number(values.rounds)];

const results = [];
loadIntegration(generate(small, method));
for (const [name, shape] of Object.entries(SHAPES).filter(([one]) => one.includes(values.only))) {
  process.stderr.write(`${name} …\n`);
  const [few, many] = [generate(small, shape), generate(large, shape)];
  const time = (files: readonly RawFile[]) =>
    median(Array.from({ length: rounds }, () => processorTime(() => void loadIntegration(files))));
  const [small_ms, large_ms] = [time(few), time(many)];
  const found = loadIntegration(few).diagnostics.length;
  results.push({
    name,
    found,
    small_ms,
    large_ms,
    ratio: large_ms / small_ms,
    command_ms: command(few, rounds),
  });
}

if (values.json) process.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
else {
  const figure = (value: number) => value.toFixed(0).padStart(9);
  process.stdout.write(
    `${table([
      [
        '',
        'findings',
        `${small} ms`.padStart(9),
        `${large} ms`.padStart(9),
        'ratio',
        `ymcp validate, ${small} ms`,
      ],
      ...results.map(({ name, found, small_ms, large_ms, ratio, command_ms }) => [
        name,
        String(found).padStart(8),
        figure(small_ms),
        figure(large_ms),
        ratio.toFixed(1).padStart(5),
        figure(command_ms),
      ]),
    ])}\nMedian of ${rounds} rounds: processor time of the check alone, and the whole command by the clock. Linear growth has the ratio ${(large / small).toFixed(1)}.\n`,
  );
}
