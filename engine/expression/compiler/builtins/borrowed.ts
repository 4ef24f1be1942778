import jsonata from 'jsonata';
import { BUILT_INS } from '../../functions.ts';
import { ExpressionFailure } from '../failure.ts';
import type { Run } from '../frame.ts';
import type { Work } from '../functions.ts';

/** A built-in function as the `jsonata` package has it. */
export interface Borrowed {
  /** Its signature: `<s-nn?:s>`. */
  signature: { readonly definition: string } | undefined;
  arity: number;
  /** Parameters that a partial application can give or leave open. */
  parameters: number;
  work: Work;
}

interface Definition {
  implementation: (...args: unknown[]) => unknown;
  signature?: { definition: string };
}

// One expression hands out all of them; nothing of the package is changed.
const definitions = (await jsonata(`[${BUILT_INS.map((name) => `$${name}`).join(', ')}]`).evaluate(
  {},
)) as Definition[];

/** Every built-in function of the language by name; those that take functions or make objects have code of their own here. */
export const borrowed: ReadonlyMap<string, Borrowed> = new Map(
  BUILT_INS.map((name, index) => [name, borrow(name, definitions[index])]),
);

function borrow(name: string, definition: Definition | undefined): Borrowed {
  if (typeof definition?.implementation !== 'function')
    throw new Error(`jsonata has no \`$${name}\` any more`);
  const { implementation, signature } = definition;
  return {
    signature,
    arity: implementation.length,
    parameters: parametersOf(implementation),
    work(run, ...args) {
      for (const arg of args) if (typeof arg === 'string') run.guards.holdText(arg.length);
      try {
        return implementation.apply(surroundings(run), args);
      } catch (error) {
        throw translate(error);
      }
    },
  };
}

/** The interpreter reads them from the text of a function, so those with a default count as well. */
function parametersOf(implementation: Definition['implementation']): number {
  return /\(([^)]*)\)/.exec(implementation.toString())?.[1]?.split(',').length ?? 0;
}

/** What these functions find as `this`; only those about time look at it. */
const surroundings = (run: Run) => ({
  get environment() {
    return { timestamp: new Date(run.now) };
  },
});

function translate(error: unknown): unknown {
  if (error instanceof Error) return error;
  const { code, value, index } = error as { code: string; value?: unknown; index?: number };
  return new ExpressionFailure(code, { value, ...(index !== undefined && { index }) });
}
