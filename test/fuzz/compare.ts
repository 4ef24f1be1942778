import { isDeepStrictEqual } from 'node:util';
import jsonata from 'jsonata';
import { compileExpression, ExpressionSyntaxError } from '../../engine/expression/expression.ts';

/** How an evaluation ended. */
export type Outcome = { value: unknown } | { code: string; position: number | undefined };

export interface Comparison {
  source: string;
  input: unknown;
  isCompiled: boolean;
  expected: Outcome;
  actual: Outcome;
  /** Why the two may differ; absent when they agree, or when nothing explains it. */
  explanation?: string;
  agrees: boolean;
}

const LIMITS = { timeout: 2_000, stack: 5_000, sequence: 1_000_000 };

/** Evaluates with the package and with the engine; `undefined` for what is no JSONata to either. */
export async function compare(source: string, input: unknown): Promise<Comparison | undefined> {
  let reference: jsonata.Expression;
  try {
    reference = jsonata(source, LIMITS);
  } catch {
    return refusedToo(source);
  }
  const given = structuredClone(input);
  const isMangled = losesParts(reference.ast());
  const expected = isMangled
    ? { code: MANGLED, position: undefined }
    : await outcomeOf(() => reference.evaluate(given));
  const expression = compileExpression(source);
  const own = structuredClone(input);
  const actual = await outcomeOf(() => expression.evaluate(own));
  if (!isSame(own, input)) throw new Error(`\`${source}\` changed its input ${JSON.stringify(input)}`);
  const comparison = {
    source,
    input,
    isCompiled: expression.interpreted === undefined,
    expected,
    actual,
    agrees: isDeepStrictEqual(essence(expected), essence(actual)),
  };
  if (comparison.agrees) return comparison;
  const explanation = EXPLANATIONS.find(({ applies }) => applies(comparison, given))?.name;
  return explanation === undefined ? comparison : { ...comparison, explanation };
}

const MANGLED = 'mangled';

/** Whether the parser's copies, through JSON, have lost a regular expression or a signature; it may then never end. */
function losesParts(node: unknown): boolean {
  if (typeof node !== 'object' || node === null || node instanceof RegExp) return false;
  const { type, value, signature } = node as {
    type?: string;
    value?: unknown;
    signature?: { validate?: unknown };
  };
  if (type === 'regex' && !(value instanceof RegExp)) return true;
  if (type === 'lambda' && signature && typeof signature.validate !== 'function') return true;
  return Object.values(node).some(losesParts);
}

function refusedToo(source: string): undefined {
  try {
    compileExpression(source);
  } catch (error) {
    if (error instanceof ExpressionSyntaxError) return undefined;
  }
  throw new Error(`\`${source}\` is no JSONata, yet it compiles`);
}

async function outcomeOf(evaluate: () => unknown): Promise<Outcome> {
  try {
    return { value: plain(await evaluate()) };
  } catch (error) {
    const { code, position } = failureOf(error);
    return { code: code === undefined || OWN_CODE.test(code) ? UNCODED : code, position };
  }
}

/** The machine's own failures, of which the interpreter lets some through, and those that only the engine words. */
const UNCODED = 'uncoded';
const OWN_CODE = /^Y/;

/** A failure of ours is the cause of the error that the engine makes of it. */
function failureOf(error: unknown): { code?: string; position?: number } {
  const { cause = error } = error as { cause?: unknown };
  const { facts, ...failure } = cause as { code?: string; position?: number; facts?: { position?: number } };
  return facts ? { ...failure, ...facts } : failure;
}

/** Data alone: functions are left out, as in JSON. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return Array.from(value, plain);
  if (typeof value === 'function') return undefined;
  if (typeof value !== 'object' || value === null) return value;
  if ('_jsonata_lambda' in value || '_jsonata_function' in value) return undefined;
  const entries = Object.entries(value).map(([key, member]) => [key, plain(member)] as const);
  const copy = Object.create(null);
  for (const [key, member] of entries) if (member !== undefined) copy[key] = member;
  return copy;
}

const essence = (outcome: Outcome) => ('code' in outcome ? { code: outcome.code } : outcome);

/** Equal also in members that only arrays of the interpreter have. */
const isSame = (a: unknown, b: unknown) => isDeepStrictEqual(a, b);

interface Explanation {
  name: string;
  applies(comparison: Comparison, inputAfterwards: unknown): boolean;
}

const UNCHECKED = new Set([UNCODED, 'S0208', 'T0410', 'T1006']);

/** Functions that take whatever they are given for text. */
const MATCHING = new Set(['match', 'contains', 'split', 'replace']);

/** Names of the functions that are partially applied. */
function partials(node: unknown): string[] {
  if (typeof node !== 'object' || node === null || node instanceof RegExp) return [];
  const { type, procedure } = node as { type?: unknown; procedure?: { value?: unknown } };
  const own = type === 'partial' ? [String(procedure?.value)] : [];
  return [...own, ...Object.values(node).flatMap(partials)];
}

const UPDATES_PROTOTYPE = /~> \|[^|]*\|\{[^|]*"__proto__":/;

const keepMembers = () => true;
const isLoneNull = (list: readonly unknown[]) => list.length === 1 && list[0] === undefined;

/** Whether both come out the same once lists and members are changed so. */
function agreesAfter(
  { expected, actual }: Comparison,
  ofList: (list: unknown[]) => unknown[],
  ofMember: (member: [string, unknown]) => boolean,
): boolean {
  const change = (value: unknown): unknown => {
    if (Array.isArray(value)) return ofList(value.map(change));
    if (typeof value !== 'object' || value === null) return value;
    return Object.entries(value)
      .filter(ofMember)
      .map(([key, member]) => [key, change(member)]);
  };
  return isDeepStrictEqual(change(expected), change(actual));
}

/** Differences that are known, and whose they are. */
const EXPLANATIONS: readonly Explanation[] = [
  {
    name: 'the parser loses regular expressions and signatures to the left of `??` and `?:`',
    applies: ({ expected }) => 'code' in expected && expected.code === MANGLED,
  },
  {
    name: 'the interpreter changed its input while it was reading it',
    applies: ({ input }, afterwards) => !isSame(afterwards, input),
  },
  {
    name: 'the interpreter does not check the arguments of built-in functions that are partially applied',
    applies: ({ source, expected, actual }) => {
      const names = partials(jsonata(source).ast());
      const isUnchecked = [expected, actual].some((one) => 'code' in one && UNCHECKED.has(one.code));
      return names.some((name) => isUnchecked || MATCHING.has(name));
    },
  },
  {
    name: 'the interpreter puts the text of a function where a string is to be replaced',
    applies: ({ source, actual }) =>
      source.includes('$replace') && 'code' in actual && actual.code === 'D3012',
  },
  {
    name: 'the interpreter breaks down where the engine fails with a code',
    applies: ({ expected, actual }) => 'code' in expected && expected.code === UNCODED && 'code' in actual,
  },
  {
    name: 'the interpreter writes null into an empty list that it groups',
    applies: (comparison) => agreesAfter(comparison, (list) => (isLoneNull(list) ? [] : list), keepMembers),
  },
  {
    name: 'the interpreter sets the prototype of an object where a transform adds `__proto__`',
    applies: (comparison) =>
      UPDATES_PROTOTYPE.test(comparison.source) ||
      (comparison.source.includes('~> |') &&
        agreesAfter(
          comparison,
          (list) => list,
          ([key]) => key !== '__proto__',
        )),
  },
  {
    name: 'of two failures, the interpreter meets another one first, since it evaluates members and arguments at once',
    applies: ({ source, expected, actual }) =>
      'code' in expected &&
      'code' in actual &&
      (expected.position !== actual.position || expected.position === undefined) &&
      /[{[]|\^\(|\$sort/.test(source),
  },
];
