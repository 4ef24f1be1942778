import type { Run } from '../frame.ts';
import type { Native } from '../functions.ts';
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
  const run: Run = {
    root: undefined,
    bindings: {},
    isOverridden: false,
    guards: new Guards(limits),
    now: Date.now(),
  };
  return Object.fromEntries(NAMES.map((name) => [name, definitionOf(name, run)]));
}

function definitionOf(name: string, run: Run) {
  const native = builtIn(name) as Native;
  return {
    _jsonata_function: true,
    // A partial application reads the parameters from this text.
    implementation: (a: unknown, b: unknown, c: unknown) => native.work(run, a, b, c),
    signature: borrowed.get(name)?.signature,
  };
}
