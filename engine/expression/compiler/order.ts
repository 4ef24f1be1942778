import type { Node } from './ast.ts';
import { ExpressionFailure } from './failure.ts';
import type { Frame } from './frame.ts';
import type { Scope } from './scope.ts';
import { asSequence, type Code } from './values.ts';

interface Term {
  code: Code;
  isDescending: boolean;
}

type Key = string | number | undefined;

/** `^(…)`: every key is worked out once, then the elements are put in order. */
export function compileOrder(node: Node, scope: Scope): (inputs: unknown[], frame: Frame) => unknown[] {
  const terms = (node.terms as { descending: boolean; expression: Node }[]).map(
    ({ descending, expression }): Term => ({
      code: scope.compile(expression),
      isDescending: descending === true,
    }),
  );
  const { position } = node;
  return (inputs, frame) => {
    if (inputs.length <= 1) return asSequence([...inputs]);
    const keyed = inputs.map((input) => {
      frame.run.guards.tick();
      return { input, keys: terms.map(({ code }) => code(input, frame)) };
    });
    keyed.sort((a, b) => compareKeys(a.keys, b.keys, terms, position));
    return keyed.map(({ input }) => input);
  };
}

function compareKeys(
  a: readonly unknown[],
  b: readonly unknown[],
  terms: readonly Term[],
  position: number | undefined,
) {
  for (const [index, { isDescending }] of terms.entries()) {
    const compared = compareKey(a[index], b[index], position);
    // What has no key comes last, whatever the direction.
    if (compared !== 0)
      return isDescending && a[index] !== undefined && b[index] !== undefined ? -compared : compared;
  }
  return 0;
}

function compareKey(a: unknown, b: unknown, position: number | undefined): number {
  if (a === undefined) return b === undefined ? 0 : 1;
  if (b === undefined) return -1;
  for (const value of [a, b]) if (!isKey(value)) throw new ExpressionFailure('T2008', { position, value });
  if (typeof a !== typeof b) throw new ExpressionFailure('T2007', { position, value: a });
  if (a === b) return 0;
  return (a as string) < (b as string) ? -1 : 1;
}

const isKey = (value: unknown): value is Key => typeof value === 'string' || typeof value === 'number';
