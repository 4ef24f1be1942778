import type { AST } from '@eslint-community/regexpp';
import { ExpressionFailure } from '../failure.ts';
import type { Guards } from '../guards.ts';

/** One attempt to match: groups are set on the way and put back when it turns out to be the wrong one. */
interface Attempt {
  readonly text: string;
  readonly groups: (readonly [start: number, end: number] | undefined)[];
  readonly guards: Guards;
}

/** Goes on after a match that ends at a place; gives the end of the whole, or -1. */
type Next = (at: number) => number;
type Match = (attempt: Attempt, at: number, next: Next) => number;

/** Which way a match proceeds: backwards inside of a lookbehind. */
type Direction = 1 | -1;

const FAILED = -1;

export interface Found {
  index: number;
  end: number;
  groups: (string | undefined)[];
}

/**
 * Matches as the language defines it (ECMA-262, 22.2.2), every step counted, so that it can be stopped; slower than the
 * machine's own engine, which cannot.
 */
export function compileStepped(
  { alternatives }: AST.Pattern,
  flags: string,
  groupCount: number,
): (text: string, from: number, guards: Guards) => Found | undefined {
  const match = disjunction(alternatives, { flags, direction: 1 });
  return (text, from, guards) => {
    for (let index = from; index <= text.length; index += 1) {
      const groups = new Array<Attempt['groups'][number]>(groupCount).fill(undefined);
      const end = match({ text, groups, guards }, index, (at) => at);
      if (end !== FAILED)
        return { index, end, groups: groups.map((group) => group && text.slice(group[0], group[1])) };
    }
    return undefined;
  };
}

interface Context {
  readonly flags: string;
  readonly direction: Direction;
}

function disjunction(alternatives: readonly AST.Alternative[], context: Context): Match {
  const matches = alternatives.map(({ elements }) => sequence(elements, context));
  const [only] = matches;
  if (only && matches.length === 1) return only;
  return (attempt, at, next) => {
    for (const match of matches) {
      const end = match(attempt, at, next);
      if (end !== FAILED) return end;
    }
    return FAILED;
  };
}

function sequence(elements: readonly AST.Element[], context: Context): Match {
  const matches = elements.map((element) => compileElement(element, context));
  const inOrder = context.direction === 1 ? matches.reverse() : matches;
  return inOrder.reduce<Match>(
    (rest, match) => (attempt, at, next) => match(attempt, at, (then) => rest(attempt, then, next)),
    (_, at, next) => next(at),
  );
}

function compileElement(element: AST.Element, context: Context): Match {
  switch (element.type) {
    case 'Assertion':
      return 'alternatives' in element ? around(element, context) : boundary(element, context);
    case 'Quantifier':
      return isOneCharacter(element.element)
        ? repeatCharacter(element, characterTest(element.element, context), context)
        : repeat(element, context);
    case 'Group':
      return disjunction(element.alternatives, context);
    case 'CapturingGroup':
      return capture(element, context);
    case 'Backreference':
      return reference(element, context);
    default:
      return character(characterTest(element, context), context);
  }
}

const isOneCharacter = ({ type }: AST.Element) =>
  type === 'Character' || type === 'CharacterSet' || type === 'CharacterClass';

type CharacterTest = (text: string, at: number) => boolean;

/** Asks the machine's own engine about one character at a time, and remembers what it says. */
function characterTest({ raw }: AST.Element, { flags, direction }: Context): CharacterTest {
  const pattern = new RegExp(`^(?:${raw})$`, flags.replace(/[gmy]/g, ''));
  const known = new Map<string, boolean>();
  const before = direction === 1 ? 0 : -1;
  return (text, at) => {
    const char = text.charAt(at + before);
    let fits = known.get(char);
    if (fits === undefined) {
      fits = char !== '' && pattern.test(char);
      if (known.size < KNOWN) known.set(char, fits);
    }
    return fits;
  };
}

const KNOWN = 1_000;

const character =
  (test: CharacterTest, { direction }: Context): Match =>
  (attempt, at, next) => {
    attempt.guards.tick();
    return test(attempt.text, at) ? next(at + direction) : FAILED;
  };

function repeatCharacter(
  { min, max, greedy }: AST.Quantifier,
  test: CharacterTest,
  { direction }: Context,
): Match {
  return ({ text, guards }, at, next) => {
    let count = 0;
    const reaches = (wanted: number) => {
      while (count < wanted && test(text, at + count * direction)) {
        guards.tick();
        count += 1;
      }
      return count >= wanted;
    };
    if (!reaches(min)) return FAILED;
    if (greedy) reaches(max);
    const most = greedy ? count : max;
    for (let done = 0; min + done <= most; done += 1) {
      const times = greedy ? most - done : min + done;
      if (!greedy && !reaches(times)) return FAILED;
      guards.tick();
      const end = next(at + times * direction);
      if (end !== FAILED) return end;
    }
    return FAILED;
  };
}

function repeat(quantifier: AST.Quantifier, context: Context): Match {
  const { min, max, greedy } = quantifier;
  const once = compileElement(quantifier.element, context);
  const inside = groupsIn(quantifier);
  return (attempt, start, next) => {
    const from = (at: number, times: number): number => {
      attempt.guards.tick();
      const another = () => {
        const saved = inside.map((group) => attempt.groups[group]);
        for (const group of inside) attempt.groups[group] = undefined;
        const end = once(attempt, at, (then) =>
          times >= min && then === at ? FAILED : from(then, times + 1),
        );
        if (end === FAILED)
          for (const [index, group] of inside.entries()) attempt.groups[group] = saved[index];
        return end;
      };
      if (times < min) return another();
      if (times >= max) return next(at);
      const end = greedy ? another() : next(at);
      if (end !== FAILED) return end;
      return greedy ? next(at) : another();
    };
    return from(start, 0);
  };
}

/** 0-based numbers of the groups inside of a node. */
function groupsIn(node: AST.Node): number[] {
  const root = rootOf(node);
  return capturingGroups(root).flatMap((group, index) =>
    group.start >= node.start && group.end <= node.end ? [index] : [],
  );
}

const rootOf = (node: AST.Node): AST.Node => (node.parent ? rootOf(node.parent) : node);

/** The groups that capture, in order of their parentheses. */
export function capturingGroups(node: AST.Node): AST.CapturingGroup[] {
  const own = node.type === 'CapturingGroup' ? [node] : [];
  if (node.type === 'Quantifier') return capturingGroups(node.element);
  if (node.type === 'RegExpLiteral') return capturingGroups(node.pattern);
  if (node.type === 'Alternative') return node.elements.flatMap(capturingGroups);
  return 'alternatives' in node
    ? [...own, ...(node.alternatives as AST.Alternative[]).flatMap(capturingGroups)]
    : own;
}

function capture(group: AST.CapturingGroup, context: Context): Match {
  const match = disjunction(group.alternatives, context);
  const number = capturingGroups(rootOf(group)).indexOf(group);
  return (attempt, start, next) =>
    match(attempt, start, (end) => {
      const saved = attempt.groups[number];
      attempt.groups[number] = start <= end ? [start, end] : [end, start];
      const whole = next(end);
      if (whole === FAILED) attempt.groups[number] = saved;
      return whole;
    });
}

function reference({ resolved }: AST.Backreference, { flags, direction }: Context): Match {
  const groups = [resolved].flat();
  const numbers = groups.map((group) => capturingGroups(rootOf(group)).indexOf(group));
  const fold = flags.includes('i') ? foldCase : (text: string) => text;
  return (attempt, at, next) => {
    const found = numbers.map((number) => attempt.groups[number]).find((group) => group !== undefined);
    if (!found) return next(at);
    const [start, end] = found;
    const length = end - start;
    attempt.guards.spend(1 + (length >> 4));
    const other = direction === 1 ? at : at - length;
    if (other < 0 || other + length > attempt.text.length) return FAILED;
    const isSame = fold(attempt.text.slice(start, end)) === fold(attempt.text.slice(other, other + length));
    return isSame ? next(at + length * direction) : FAILED;
  };
}

/** Canonicalize of ECMA-262 without the `u` flag: upper case, where that is one character and does not become ASCII. */
const foldCase = (text: string) =>
  text
    .split('')
    .map((char) => {
      const upper = char.toUpperCase();
      return upper.length !== 1 || (char.charCodeAt(0) >= 128 && upper.charCodeAt(0) < 128) ? char : upper;
    })
    .join('');

function around(assertion: AST.LookaroundAssertion, { flags }: Context): Match {
  const match = disjunction(assertion.alternatives, {
    flags,
    direction: assertion.kind === 'lookahead' ? 1 : -1,
  });
  return (attempt, at, next) => {
    const saved = [...attempt.groups];
    const isThere = match(attempt, at, (end) => end) !== FAILED;
    const goesOn = isThere !== assertion.negate;
    const end = goesOn ? next(at) : FAILED;
    if (end === FAILED) attempt.groups.splice(0, saved.length, ...saved);
    return end;
  };
}

const LINE_END = /[\n\r\u2028\u2029]/;
const WORD = /\w/;

function boundary(assertion: AST.BoundaryAssertion, { flags }: Context): Match {
  const isMultiline = flags.includes('m');
  const isEdge = (neighbour: string) => neighbour === '' || (isMultiline && LINE_END.test(neighbour));
  return ({ text, guards }, at, next) => {
    guards.tick();
    const [before, after] = [text.charAt(at - 1), text.charAt(at)];
    const holds =
      assertion.kind === 'word'
        ? (WORD.test(before) !== WORD.test(after)) !== assertion.negate
        : isEdge(assertion.kind === 'start' ? before : after);
    return holds ? next(at) : FAILED;
  };
}

/** Says so when the machine's stack ends before the steps do. */
export function refuseDepth(error: unknown): never {
  throw error instanceof RangeError ? new ExpressionFailure('Y1003') : error;
}
