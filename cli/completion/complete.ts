import type { CommandSpec, OptionSpec, ValueKind, ValueSpec } from './spec.ts';

export interface Candidate {
  value: string;
  description: string;
}

/** What may stand at the cursor: fixed words, and kinds of names that are looked up. */
export interface Expected {
  /** What has been typed of the word. */
  prefix: string;
  /** What stands before the part that is completed, as `--format=` does. */
  before: string;
  words: readonly Candidate[];
  kinds: readonly ValueKind[];
  /** The tool and the integrations that the command line names, for looking names up. */
  tool: string | undefined;
  integrations: readonly string[];
}

interface Reading {
  command: CommandSpec;
  /** Global options hold in every command. */
  options: readonly OptionSpec[];
  used: OptionSpec[];
  position: number;
  /** The option whose value comes next. */
  pending: OptionSpec | undefined;
  isOnlyValues: boolean;
  tool: string | undefined;
  integrations: string[];
}

/** Reads the words before the cursor, the last of which may be unfinished, and says what may stand there. */
export function expectedAt(program: CommandSpec, words: readonly string[]): Expected {
  const current = words.at(-1) ?? '';
  const reading: Reading = {
    command: program,
    options: program.options,
    used: [],
    position: 0,
    pending: undefined,
    isOnlyValues: false,
    tool: undefined,
    integrations: [],
  };
  for (const word of words.slice(0, -1)) read(reading, word);
  return { ...wordsAt(reading, current), tool: reading.tool, integrations: reading.integrations };
}

const findOption = ({ options }: Reading, flag: string): OptionSpec | undefined =>
  options.find(({ flags }) => flags.includes(flag));

function read(reading: Reading, word: string): void {
  const isFlag = word.startsWith('-') && word !== '-' && !reading.isOnlyValues;
  if (reading.pending && !(isFlag && reading.pending.value?.isVariadic)) take(reading, word);
  else if (word === '--') reading.isOnlyValues = true;
  else if (isFlag) readFlag(reading, word);
  else takePlain(reading, word);
}

function readFlag(reading: Reading, word: string): void {
  const [flag = '', ...given] = word.split('=');
  const option = findOption(reading, flag);
  reading.pending = option?.value && option;
  if (option) reading.used.push(option);
  if (given.length > 0) take(reading, given.join('='));
}

/** Takes the word as the value of the option before it. */
function take(reading: Reading, word: string): void {
  const { value } = reading.pending ?? {};
  note(reading, value, word);
  if (!value?.isVariadic) reading.pending = undefined;
}

function takePlain(reading: Reading, word: string): void {
  const inner = reading.command.commands.find(({ name }) => name === word);
  if (inner && reading.position === 0) {
    reading.command = inner;
    reading.options = [...inner.options, ...reading.options];
    return;
  }
  note(reading, valueAt(reading), word);
  reading.position += 1;
}

function note(reading: Reading, value: ValueSpec | undefined, word: string): void {
  if (value?.kinds.includes('tools')) reading.tool = word;
  if (value?.kinds.includes('integrations')) reading.integrations.push(word);
}

/** The value at this place; the last one again where it may be repeated. */
function valueAt({ command: { values }, position }: Reading): ValueSpec | undefined {
  const last = values.at(-1);
  return values[position] ?? (last?.isVariadic ? last : undefined);
}

type Found = Omit<Expected, 'tool' | 'integrations'>;

function wordsAt(reading: Reading, current: string): Found {
  const isFlag = current.startsWith('-') && current !== '-' && !reading.isOnlyValues;
  const equals = current.indexOf('=');
  if (isFlag && equals !== -1) {
    const value = findOption(reading, current.slice(0, equals))?.value;
    return valuesFor(value, current.slice(equals + 1), current.slice(0, equals + 1));
  }
  if (reading.pending && !(isFlag && reading.pending.value?.isVariadic))
    return valuesFor(reading.pending.value, current);
  if (isFlag || (current === '-' && !reading.isOnlyValues))
    return { prefix: current, before: '', words: flagsOf(reading), kinds: [] };
  const { commands } = reading.command;
  const found = valuesFor(valueAt(reading), current);
  return { ...found, words: [...(reading.position === 0 ? commands.map(asCandidate) : []), ...found.words] };
}

const asCandidate = ({ name, description }: CommandSpec): Candidate => ({ value: name, description });

const valuesFor = (value: ValueSpec | undefined, prefix: string, before = ''): Found => ({
  prefix,
  before,
  words: (value?.choices ?? []).map((choice) => ({ value: choice, description: '' })),
  kinds: value?.kinds ?? [],
});

/** Long forms of the options that may still be given. */
function flagsOf({ options, used }: Reading): Candidate[] {
  const left = options.filter((option) => option.isRepeated || !used.includes(option));
  const byFlag = new Map(left.map(({ flags, description }) => [flags.at(-1) ?? '', description]));
  return [...byFlag].map(([value, description]) => ({ value, description }));
}
