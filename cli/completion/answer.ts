import { programStamp, readCache, writeCache } from './cache.ts';
import { type Candidate, expectedAt } from './complete.ts';
import { lookups } from './names.ts';
import type { CommandSpec } from './spec.ts';

const SPEC = 'commands';

export const keepSpec = (spec: CommandSpec): void => writeCache(SPEC, programStamp(), spec);
export const keptSpec = (): CommandSpec | undefined => readCache<CommandSpec>(SPEC, programStamp());

/** Longest description; menus of shells show one line. */
const LONGEST = 80;

/**
 * What may stand at the end of the words, one to a line, with its description after a tab. A last line `:files` asks the shell for
 * names of files as well.
 */
export async function answerFor(spec: CommandSpec, words: readonly string[]): Promise<string> {
  const expected = expectedAt(spec, words);
  const found = await Promise.all(expected.kinds.map((kind) => lookups[kind](expected)));
  const lines = [...expected.words, ...found.flat()]
    .filter(({ value }) => value.startsWith(expected.prefix))
    .map(({ value, description }) => `${expected.before}${value}\t${oneLine(description)}`);
  return [...lines, ...(expected.kinds.includes('files') ? [':files'] : [])]
    .map((line) => `${line}\n`)
    .join('');
}

function oneLine(text: Candidate['description']): string {
  const [sentence = ''] = text.replace(/\s+/g, ' ').split(/(?<=\.) /);
  return sentence.length > LONGEST ? `${sentence.slice(0, LONGEST - 1)}…` : sentence;
}
