import jsonata from 'jsonata';
import { BUILT_INS } from '../../functions.ts';
import { ExpressionFailure } from '../failure.ts';
import type { Run } from '../frame.ts';

/** A built-in function as the `jsonata` package has it. */
export interface Borrowed {
  /** Its signature: `<s-nn?:s>`. */
  definition: string | undefined;
  arity: number;
  run(args: readonly unknown[], run: Run): unknown;
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
    definition: signature?.definition,
    arity: implementation.length,
    run(args, { now }) {
      try {
        return implementation.apply({ environment: { timestamp: new Date(now) } }, [...args]);
      } catch (error) {
        throw translate(error);
      }
    },
  };
}

function translate(error: unknown): unknown {
  if (error instanceof Error) return error;
  const { code, value, index } = error as { code: string; value?: unknown; index?: number };
  return new ExpressionFailure(code, { value, ...(index !== undefined && { index }) });
}
