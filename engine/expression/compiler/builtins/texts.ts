import { ExpressionFailure } from '../failure.ts';
import type { Run } from '../frame.ts';
import { apply } from '../functions.ts';
import { type Match, Matcher } from '../regex.ts';
import { createSequence, isFunction } from '../values.ts';
import { borrowed } from './borrowed.ts';
import type { BuiltIn } from './built-in.ts';

export const texts: Readonly<Record<string, BuiltIn>> = {
  pad([text, width, fill], run) {
    run.guards.size(Math.abs(Number(width ?? 0)));
    return borrowed.get('pad')?.run([text, width, fill], run);
  },
  contains([text, token], run) {
    if (text === undefined || token === undefined) return undefined;
    if (typeof token === 'string') return (text as string).includes(token);
    return matchesIn(text as string, token, run).next().done !== true;
  },
  match([text, matcher, limit], run) {
    if (text === undefined) return undefined;
    refuseNegative(limit, 'D3040', 3);
    const results = createSequence();
    for (const { match, start, groups } of atMost(limit, matchesIn(text as string, matcher, run)))
      results.push({ match, index: start, groups });
    return results;
  },
  split([text, separator, limit], run) {
    if (text === undefined) return undefined;
    refuseNegative(limit, 'D3020', 3);
    if (limit === 0) return [];
    if (typeof separator === 'string') return (text as string).split(separator, limit as number | undefined);
    const parts: string[] = [];
    let start = 0;
    for (const found of atMost(limit, matchesIn(text as string, separator, run))) {
      parts.push((text as string).slice(start, found.start));
      start = found.end;
    }
    if (limit === undefined || parts.length < (limit as number)) parts.push((text as string).slice(start));
    return parts;
  },
  replace([text, pattern, replacement, limit], run) {
    if (text === undefined) return undefined;
    if (pattern === '') throw new ExpressionFailure('D3010', { value: pattern, index: 2 });
    refuseNegative(limit, 'D3011', 4);
    const source = text as string;
    let result = '';
    let position = 0;
    for (const found of atMost(limit, occurrences(source, pattern, run))) {
      result += source.slice(position, found.start) + replace(found, pattern, replacement, run);
      position = found.start + found.match.length;
    }
    return result + source.slice(position);
  },
};

function refuseNegative(limit: unknown, code: string, index: number): void {
  if (typeof limit === 'number' && limit < 0) throw new ExpressionFailure(code, { value: limit, index });
}

function* atMost<T>(limit: unknown, some: Iterable<T>): Generator<T> {
  let left = limit === undefined ? Number.POSITIVE_INFINITY : (limit as number);
  if (left <= 0) return;
  for (const one of some) {
    yield one;
    left -= 1;
    if (left <= 0) return;
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
function* matchesIn(text: string, matcher: unknown, run: Run): Generator<Match> {
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

function replace(found: Match, pattern: unknown, replacement: unknown, run: Run): string {
  if (typeof replacement === 'string')
    return typeof pattern === 'string' ? replacement : fill(replacement, found);
  const text = apply(replacement, [found], null, run);
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
