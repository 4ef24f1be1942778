import { ExpressionFailure } from '../failure.ts';
import type { Run } from '../frame.ts';
import { apply, offer } from '../functions.ts';
import { type Match, Matcher } from '../regex/matcher.ts';
import { createSequence, isFunction } from '../values.ts';
import type { BuiltIns } from './built-in.ts';

type Text = string | undefined;

export const matching: BuiltIns = {
  contains(run, text: Text, token: unknown) {
    if (text === undefined || token === undefined) return undefined;
    if (typeof token === 'string') return text.includes(token);
    return matchesIn(text, token, run).next().done !== true;
  },
  match(run, text: Text, matcher: unknown, limit?: number) {
    if (text === undefined) return undefined;
    refuseNegative(limit, 'D3040', 3);
    const results = createSequence();
    for (const { match, start, groups } of atMost(limit, matchesIn(text, matcher, run))) {
      results.push({ match, index: start, groups });
      run.guards.size(results.length);
    }
    run.guards.hold(results.length);
    return results;
  },
  split(run, text: Text, separator: unknown, limit?: number) {
    if (text === undefined) return undefined;
    refuseNegative(limit, 'D3020', 3);
    if (limit === 0) return [];
    if (typeof separator === 'string') {
      run.guards.holdText(text.length);
      return text.split(separator, limit);
    }
    const parts: string[] = [];
    let start = 0;
    for (const found of atMost(limit, matchesIn(text, separator, run))) {
      parts.push(text.substring(start, found.start));
      start = found.end;
      run.guards.size(parts.length);
    }
    if (limit === undefined || parts.length < limit) parts.push(text.substring(start));
    run.guards.hold(parts.length);
    return parts;
  },
  replace(run, text: Text, pattern: unknown, replacement: unknown, limit?: number) {
    if (text === undefined) return undefined;
    if (pattern === '') throw new ExpressionFailure('D3010', { value: pattern, index: 2 });
    refuseNegative(limit, 'D3011', 4);
    let result = '';
    let position = 0;
    for (const found of atMost(limit, occurrences(text, pattern, run))) {
      result += text.substring(position, found.start) + replace(found, text, pattern, replacement, run);
      position = found.start + found.match.length;
      run.guards.text(result.length);
    }
    run.guards.holdText(result.length);
    return result + text.substring(position);
  },
};

function refuseNegative(limit: number | undefined, code: string, index: number): void {
  if (limit !== undefined && limit < 0) throw new ExpressionFailure(code, { value: limit, index });
}

/** So many of them at most; the one after those is looked for too, since it may be one that fails. */
function* atMost<T>(limit: number | undefined, some: Iterable<T>): Generator<T> {
  let left = limit ?? Number.POSITIVE_INFINITY;
  // What is no number, `$parseInteger` gives it, is no limit that anything is below.
  if (!(left > 0)) return;
  for (const one of some) {
    if (left <= 0) return;
    yield one;
    left -= 1;
  }
}

function* occurrences(text: string, pattern: unknown, run: Run): Generator<Match> {
  if (typeof pattern !== 'string') return yield* matchesIn(text, pattern, run);
  for (let at = text.indexOf(pattern); at !== -1; at = text.indexOf(pattern, at + pattern.length)) {
    run.guards.tick();
    yield { match: pattern, start: at, end: at + pattern.length, groups: [] };
  }
}

/** The matches of a regular expression, or of a function that works like one. */
function* matchesIn(subject: string, matcher: unknown, run: Run): Generator<Match> {
  // A partial application checks no arguments.
  const text = String(subject);
  if (!(matcher instanceof Matcher)) return yield* matchesOfFunction(text, matcher, run);
  for (let found = matcher.first(text, run.guards); found; found = matcher.next(text, run.guards, found)) {
    run.guards.tick();
    yield found;
  }
}

function* matchesOfFunction(text: string, matcher: unknown, run: Run): Generator<Match> {
  let found = apply(matcher, [text], null, run) as (Match & { next: unknown }) | undefined;
  while (found !== undefined) {
    const { start, end, groups, next } = found ?? {};
    if (!(typeof start === 'number' || typeof end === 'number' || Array.isArray(groups) || isFunction(next)))
      throw new ExpressionFailure('T1010');
    yield found;
    found = apply(next, [], null, run) as typeof found;
  }
}

function replace(found: Match, whole: string, pattern: unknown, replacement: unknown, run: Run): string {
  if (typeof pattern === 'string' && !isFunction(replacement)) return String(replacement);
  if (typeof replacement === 'string') return fill(replacement, found);
  const seen = pattern instanceof Matcher ? offer(pattern, whole, found, run) : found;
  const text = typeof pattern === 'string' ? undefined : apply(replacement, [seen], null, run);
  if (typeof text !== 'string') throw new ExpressionFailure('D3012', { value: text });
  return text;
}

/** Puts in `$0` for the match, `$1` for its first group, `$$` for a dollar sign. */
function fill(replacement: string, { match, groups }: Match): string {
  // `$12` is group 12 where there are that many, else group 1 and the digit 2.
  const digits = groups.length === 0 ? 1 : String(groups.length).length;
  return replacement.replace(new RegExp(`\\$(\\$|0|\\d{1,${digits}})`, 'g'), (whole, what: string) => {
    if (what === '$') return '$';
    if (what === '0' || what.startsWith('0')) return match + what.slice(1);
    const fits = what.length > 1 && Number(what) > groups.length ? what.slice(0, -1) : what;
    const rest = whole.slice(1 + fits.length);
    return (groups[Number(fits) - 1] ?? '') + rest;
  });
}
