import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { isObject } from '../../engine/json.ts';
import { stateFolder } from '../environment.ts';
import { bytes, colours, plural, printLine, table } from '../terminal.ts';
import type { Answer } from './answer.ts';
import { evaluate } from './evaluate.ts';
import { drawFailure, drawJson, drawSizes, type Measures } from './page.ts';

const KEPT = 500;
/** Lines of a result that are shown at once. */
const MOST = 40;

interface State extends Measures {
  answer: Answer;
  mapped: unknown;
  last: unknown;
}

interface DotCommand {
  does: string;
  run(state: State): string;
}

const out = process.stdout;

const DOT_COMMANDS: Readonly<Record<string, DotCommand>> = {
  '.answer': { does: 'the answer itself', run: ({ answer }) => drawJson(answer.body, out) },
  '.mapping': {
    does: 'what the present mapping makes of it',
    run: ({ mapped }) => (mapped === undefined ? 'there is no mapping.' : drawJson(mapped, out)),
  },
  '.last': {
    does: 'the last result, all of it',
    run: ({ last }) => (last === undefined ? 'there is no result yet.' : drawJson(last, out)),
  },
  '.help': { does: 'these words', run: help },
  '.exit': { does: 'leave, as Ctrl-D does', run: () => '' },
};

function help(): string {
  const { bold, dim } = colours(out);
  const rows = Object.entries(DOT_COMMANDS).map(([name, { does }]) => [`  ${bold(name)}`, does]);
  return `${table(rows)}\n\n${dim('  $ is the answer; $arguments, $status and $headers are there too. Tab completes names of fields.')}`;
}

/** Reads expressions until the person leaves, and shows what each comes to. */
export async function promptFor(answer: Answer, measures: Measures, mapped: unknown): Promise<void> {
  const { bold, dim, cyan } = colours(out);
  printLine(
    `${bold('ymcp eval')}  ${answer.from}  ${dim(`${bytes(measures.raw.bytes)}, ${plural(measures.raw.tokens, 'token')}. Type JSONata, or .help`)}\n`,
  );
  const state: State = { ...measures, answer, mapped, last: undefined };
  const names = namesIn(answer.body);
  const terminal = createInterface({
    input: process.stdin,
    output: out,
    prompt: `${cyan('›')} `,
    history: readHistory(),
    historySize: KEPT,
    removeHistoryDuplicates: true,
    completer: (line: string) => complete(line, names),
  });
  terminal.on('history', writeHistory);
  terminal.prompt();
  for await (const line of terminal) {
    const said = line.trim();
    if (said === '.exit') break;
    if (said !== '') printLine(`${await respond(said, state)}\n`);
    terminal.prompt();
  }
  terminal.close();
}

async function respond(said: string, state: State): Promise<string> {
  if (/^\.[a-z]+$/.test(said)) return DOT_COMMANDS[said]?.run(state) ?? `there is no \`${said}\`; see .help.`;
  const evaluated = await evaluate(said, state.answer);
  if (evaluated.failure) return drawFailure(said, evaluated.failure, out);
  const { dim } = colours(out);
  if (evaluated.result === undefined) return dim('nothing');
  state.last = evaluated.result;
  const lines = drawJson(evaluated.result, out).split('\n');
  const left = lines.length - MOST;
  const shown =
    left > 1
      ? [...lines.slice(0, MOST), dim(`… ${left.toLocaleString('en')} more lines; .last shows them`)]
      : lines;
  return `${shown.join('\n')}\n\n${drawSizes(state, evaluated, out)}`;
}

/** Every name of a field in the answer. */
function namesIn(value: unknown, names = new Set<string>()): Set<string> {
  if (Array.isArray(value)) for (const element of value) namesIn(element, names);
  else if (isObject(value))
    for (const [name, member] of Object.entries(value)) namesIn(member, names.add(name));
  return names;
}

function complete(line: string, names: ReadonlySet<string>): [string[], string] {
  const word = /[\w.]*$/.exec(line)?.[0] ?? '';
  if (line.startsWith('.')) return [Object.keys(DOT_COMMANDS).filter((name) => name.startsWith(line)), line];
  const part = word.slice(word.lastIndexOf('.') + 1);
  return [[...names].filter((name) => name.startsWith(part)).sort(), part];
}

const historyFile = () => join(stateFolder(), 'eval_history');

function readHistory(): string[] {
  return existsSync(historyFile()) ? readFileSync(historyFile(), 'utf8').split('\n').filter(Boolean) : [];
}

/** Where no file can be written, the history lasts as long as the prompt. */
function writeHistory(lines: readonly string[]): void {
  try {
    mkdirSync(dirname(historyFile()), { recursive: true, mode: 0o700 });
    writeFileSync(historyFile(), `${lines.slice(0, KEPT).join('\n')}\n`, { mode: 0o600 });
  } catch {}
}
