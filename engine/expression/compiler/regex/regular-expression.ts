import { RegExpParser } from '@eslint-community/regexpp';
import { ExpressionFailure } from '../failure.ts';
import type { Guards } from '../guards.ts';
import { stepsBound } from './cost.ts';
import { capturingGroups, compileStepped, type Found, refuseDepth } from './stepped.ts';

/** Steps that the machine's own engine, which cannot be stopped, may take at most: some hundredths of a second. */
const MOST_NATIVE = 20_000_000;
/** Steps of that engine that count as one of ours. */
const PER_TICK = 1_000;

/** Finds the first match from a place on. */
export type Find = (text: string, from: number, guards: Guards) => Found | undefined;

/**
 * Compiles a regular expression so that no text can make it run away: the machine's own engine where a bound on its steps is known and
 * low for the length of the text, else one whose steps are counted.
 */
export function compileFind(pattern: RegExp): Find {
  const native = nativeFind(pattern);
  let parsed: ReturnType<RegExpParser['parsePattern']>;
  try {
    parsed = new RegExpParser({ ecmaVersion: 2024 }).parsePattern(pattern.source);
  } catch {
    throw new ExpressionFailure('Y1003');
  }
  const bound = stepsBound(parsed, pattern.multiline);
  let stepped: Find | undefined;
  return (text, from, guards) => {
    guards.text(text.length);
    const steps = bound(text.length - from);
    if (steps <= MOST_NATIVE) {
      guards.spend(Math.ceil(steps / PER_TICK));
      return native(text, from);
    }
    stepped ??= compileStepped(parsed, pattern.flags, capturingGroups(parsed).length);
    try {
      return stepped(text, from, guards);
    } catch (error) {
      return refuseDepth(error);
    }
  };
}

function nativeFind({ source, flags }: RegExp): (text: string, from: number) => Found | undefined {
  // A pattern of its own, since it remembers where it is.
  const own = new RegExp(source, flags.includes('g') ? flags : `${flags}g`);
  return (text, from) => {
    own.lastIndex = from;
    const found = own.exec(text);
    if (!found) return undefined;
    const [match, ...groups] = found;
    return { index: found.index, end: found.index + match.length, groups };
  };
}
