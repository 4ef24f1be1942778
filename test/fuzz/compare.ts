import { isDeepStrictEqual } from 'node:util';
import jsonata from 'jsonata';
import { compileExpression, ExpressionSyntaxError } from '../../engine/expression/expression.ts';
import { ASTRAY, KNOWN } from './known.ts';
import { referenceWith } from './reference.ts';

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
  const explanation = await explain(comparison);
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

/** The package with one of its known faults mended, or with all of them. */
interface Mended {
  name: string;
  parse: typeof jsonata;
}

const MENDED: readonly Mended[] = [
  ...KNOWN.map(({ name, edits }) => ({ name, parse: referenceWith(edits) })),
  { name: 'several of these at once', parse: referenceWith(KNOWN.flatMap(({ edits }) => edits)) },
];

const breaksDown = (expected: Outcome, actual: Outcome) =>
  'code' in expected && expected.code === UNCODED && 'code' in actual;

/** A difference is explained only if the package agrees once the fault is mended, or was about to go astray. */
async function explain({ source, input, expected, actual }: Comparison): Promise<string | undefined> {
  if (breaksDown(expected, actual)) return 'the interpreter breaks down where the engine fails with a code';
  for (const { name, parse } of MENDED) {
    if (losesParts(parse(source).ast())) continue;
    const mended = await outcomeOf(() => parse(source, LIMITS).evaluate(structuredClone(input)));
    const isAstray = 'code' in mended && mended.code === ASTRAY;
    if (isAstray || breaksDown(mended, actual) || isDeepStrictEqual(essence(mended), essence(actual)))
      return name;
  }
  return undefined;
}
