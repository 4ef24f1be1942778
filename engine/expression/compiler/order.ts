import type { Node } from './ast.ts';
import { ExpressionFailure } from './failure.ts';
import type { Frame } from './frame.ts';
import type { Scope } from './scope.ts';
import { asSequence, type Code } from './values.ts';

interface Term {
  code: Code;
  isDescending: boolean;
}

type Compare = (a: unknown, b: unknown) => number;

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
    const { guards } = frame.run;
    const columns = terms.map(({ code }) =>
      inputs.map((input) => {
        guards.tick();
        return code(input, frame);
      }),
    );
    const compares = columns.map((keys, index) => comparison(keys, terms[index] as Term, position));
    const places = inputs.map((_, index) => index);
    places.sort((a, b) => {
      guards.tick();
      return compareRows(a, b, columns, compares);
    });
    return places.map((place) => inputs[place]);
  };
}

function compareRows(
  a: number,
  b: number,
  columns: readonly unknown[][],
  compares: readonly Compare[],
): number {
  for (let index = 0; index < compares.length; index += 1) {
    const keys = columns[index] as unknown[];
    const compared = (compares[index] as Compare)(keys[a], keys[b]);
    if (compared !== 0) return compared;
  }
  return 0;
}

/** Keys that are all numbers, or all strings, need no looking at one by one. */
function comparison(keys: readonly unknown[], { isDescending }: Term, position: number | undefined): Compare {
  const sign = isDescending ? -1 : 1;
  const kind = typeof keys[0];
  if ((kind === 'number' || kind === 'string') && keys.every((key) => typeof key === kind))
    return (a, b) => (a === b ? 0 : (a as string) < (b as string) ? -sign : sign);
  // What has no key comes last, whatever the direction.
  return (a, b) => {
    if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
    refuseUnordered(a, b, position);
    return a === b ? 0 : (a as string) < (b as string) ? -sign : sign;
  };
}

function refuseUnordered(a: unknown, b: unknown, position: number | undefined): void {
  for (const value of [a, b])
    if (typeof value !== 'string' && typeof value !== 'number')
      throw new ExpressionFailure('T2008', { position, value });
  if (typeof a !== typeof b) throw new ExpressionFailure('T2007', { position, value: a });
}
