import { Run } from '../frame.ts';
import type { Native, Work } from '../functions.ts';
import { Guards, type Limits } from '../guards.ts';
import { borrowed } from './borrowed.ts';
import { builtIn } from './index.ts';

/** Functions whose own form is safer than that of the package. */
const NAMES = [
  'formatInteger',
  'formatNumber',
  'fromMillis',
  'join',
  'now',
  'pad',
  'parseInteger',
  'toMillis',
];

/** Built-in functions with limits, as the interpreter takes them. */
export function guardedDefinitions(limits: Limits): Record<string, unknown> {
  const run = new Run(undefined, {}, new Guards(limits), () => false);
  return Object.fromEntries(NAMES.map((name) => [name, definitionOf(name, run)]));
}

function definitionOf(name: string, run: Run) {
  const { work, arity } = builtIn(name) as Native;
  return {
    _jsonata_function: true,
    implementation: arity === 2 ? two(work, run) : three(work, run),
    signature: borrowed.get(name)?.signature,
  };
}

// The interpreter counts the parameters of a function, and reads them from its text.
const two = (work: Work, run: Run) => (a: unknown, b: unknown) => work(run, a, b);
const three = (work: Work, run: Run) => (a: unknown, b: unknown, c: unknown) => work(run, a, b, c);
