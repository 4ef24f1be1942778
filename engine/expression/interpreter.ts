import type jsonata from 'jsonata';
import { guardedDefinitions } from './compiler/builtins/guarded.ts';
import { ExpressionFailure } from './compiler/failure.ts';
import type { Limits } from './compiler/guards.ts';
import { functions } from './functions.ts';
import { toPlain } from './plain.ts';

/** Evaluates with the interpreter of the package, on copies of the input and the bindings: it writes into what it is given. */
export async function interpret(
  program: jsonata.Expression,
  input: unknown,
  bindings: Readonly<Record<string, unknown>>,
  limits: Limits,
): Promise<unknown> {
  const known = { ...functions, ...guardedDefinitions(limits), ...copies(bindings), eval: refuseEval };
  return toPlain(await program.evaluate(toPlain(input), known), isInterpreterFunction);
}

/** Only a function of the interpreter has functions in it; data that says it is one does not. */
const isInterpreterFunction = (value: Readonly<Record<string, unknown>>) =>
  (value._jsonata_lambda === true && typeof value.apply === 'function') ||
  (value._jsonata_function === true && typeof value.implementation === 'function');

function refuseEval(): never {
  throw new ExpressionFailure('Y1001', { token: 'eval' });
}

function copies(bindings: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(bindings).map(([name, value]) => [
      name,
      typeof value === 'function' ? value : toPlain(value),
    ]),
  );
}
