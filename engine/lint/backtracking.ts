import { createRequire } from 'node:module';
import type { CharSet, Node, NoParent } from 'refa';

type Refa = typeof import('refa');
type Scslre = typeof import('scslre');

// Both take a tenth of a second to load, and hardly any integration has a pattern that needs them.
const load = createRequire(import.meta.url);

/** Without a group that is repeated, the ways to match grow with a power of the length at worst. */
const REPEATED_GROUP = /\)[*+{]/;
/** Repetitions from here on count as endless. */
const MANY = 8;
const MOST_STATES = 400;

/**
 * Whether some texts make a backtracking engine try exponentially many ways to match, so that thirty characters can take
 * hours. `false` where the pattern does not parse or is too large to tell. Lookarounds and back references are left out of account.
 */
export function isExponential({ source, flags }: RegExp): boolean {
  if (!REPEATED_GROUP.test(source)) return false;
  const key = `${flags}/${source}`;
  const found = judged.get(key) ?? judge({ source, flags });
  judged.set(key, found);
  return found;
}

/** Patterns repeat themselves from method to method. */
const judged = new Map<string, boolean>();

function judge(literal: Literal): boolean {
  try {
    return hasNestedRepetition(literal) || hasAmbiguousLoop(literal);
  } catch {
    return false;
  }
}

interface Literal {
  source: string;
  flags: string;
}

/** `(a+)+`: the same text, cut into repetitions in many ways. */
function hasNestedRepetition(literal: Literal): boolean {
  const { analyse } = load('scslre') as Scslre;
  const { reports } = analyse(literal, { reportTypes: { Move: false }, assumeRejectingSuffix: true });
  return reports.some(({ exponential }) => exponential);
}

/** `(a|aa)*`, `(a|a)*`: the same text, by different alternatives. */
function hasAmbiguousLoop(literal: Literal): boolean {
  const { JS, NFA } = load('refa') as Refa;
  const parsed = JS.Parser.fromLiteral(literal).parse({ assertions: 'ignore', backreferences: 'disable' });
  if (hasOverlap(parsed.expression, false)) return true;
  const automaton = NFA.fromRegex(
    parsed.expression,
    { maxCharacter: parsed.maxCharacter },
    { infinityThreshold: MANY },
    new NFA.LimitedNodeFactory(MOST_STATES),
  );
  return isExponentiallyAmbiguous(automaton);
}

/** Two alternatives of one character each that have a character in common, within a repetition. */
function hasOverlap(node: NoParent<Node>, isWithin: boolean): boolean {
  const isRepeated = isWithin || (node.type === 'Quantifier' && node.max >= MANY);
  if ('elements' in node) return node.elements.some((one) => hasOverlap(one, isRepeated));
  if (!('alternatives' in node)) return false;
  const single = node.alternatives.flatMap(({ elements: [first, second] }) =>
    second === undefined && first?.type === 'CharacterClass' ? [first.characters] : [],
  );
  const overlaps = single.some((one, index) =>
    single.slice(index + 1).some((other) => !one.isDisjointWith(other)),
  );
  return (isRepeated && overlaps) || node.alternatives.some((one) => hasOverlap(one, isRepeated));
}

interface State {
  readonly out: ReadonlyMap<State, CharSet>;
}

/**
 * Whether a state can be reached from itself in two ways by the same text (criterion EDA of Weber and Seidl, "On the degree of
 * ambiguity of finite automata", 1991): looked for in the product of the automaton with itself.
 */
function isExponentiallyAmbiguous(automaton: { nodes(): Iterable<State> }): boolean {
  const states = [...automaton.nodes()];
  const index = new Map(states.map((state, at) => [state, at]));
  const pair = (a: State, b: State) => (index.get(a) ?? 0) * states.length + (index.get(b) ?? 0);
  const after = (at: number): number[] => {
    const [a, b] = [states[Math.floor(at / states.length)], states[at % states.length]];
    return [...(a?.out ?? [])].flatMap(([next, by]) =>
      [...(b?.out ?? [])].flatMap(([other, otherBy]) =>
        by.isDisjointWith(otherBy) ? [] : [pair(next, other)],
      ),
    );
  };
  return states.some((state) => {
    const start = pair(state, state);
    const { reached, before } = explore(start, after);
    if (!reached.has(start)) return false;
    const back = explore(start, (at) => before.get(at) ?? []).reached;
    return [...back].some((at) => Math.floor(at / states.length) !== at % states.length);
  });
}

/** Everything that can be reached, and from where. */
function explore(start: number, after: (at: number) => readonly number[]) {
  const reached = new Set<number>();
  const before = new Map<number, number[]>();
  for (const waiting = [start]; waiting.length > 0; ) {
    const at = waiting.pop() as number;
    for (const next of after(at)) {
      const known = before.get(next);
      if (known) known.push(at);
      else before.set(next, [at]);
      if (reached.has(next)) continue;
      reached.add(next);
      waiting.push(next);
    }
  }
  return { reached, before };
}
