import type { Node } from './ast.ts';
import { ExpressionFailure } from './failure.ts';
import type { Frame } from './frame.ts';
import type { Scope } from './scope.ts';
import { asSequence, type Code } from './values.ts';

interface Term {
  code: Code;
  isDescending: boolean;
}

type Compare<T> = (a: T, b: T) => number;

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
    const [first, ...others] = terms.map((term) => columnOf(term, inputs, frame));
    const keys = first?.all() ?? [];
    const compareFirst = comparison(keys, terms[0], position);
    const compareOthers = others.map((column, index) => {
      const compare = comparison([], terms[index + 1], position);
      return (a: number, b: number) => compare(column.at(a), column.at(b));
    });
    const places = inputs.map((_, index) => index);
    places.sort((a, b) => {
      guards.tick();
      let compared = compareFirst(keys[a], keys[b]);
      for (let index = 0; compared === 0 && index < compareOthers.length; index += 1)
        compared = (compareOthers[index] as Compare<number>)(a, b);
      return compared;
    });
    return places.map((place) => inputs[place]);
  };
}

/** The keys of one term, each worked out when it is first asked for: those of later terms may never be. */
function columnOf({ code }: Term, inputs: readonly unknown[], frame: Frame) {
  const keys = new Array<unknown>(inputs.length).fill(UNKNOWN);
  const at = (place: number): unknown => {
    if (keys[place] === UNKNOWN) {
      frame.run.guards.tick();
      keys[place] = code(inputs[place], frame);
    }
    return keys[place];
  };
  return { at, all: () => inputs.map((_, place) => at(place)) };
}

const UNKNOWN = Symbol('unknown');

/** Keys that are all numbers, or all strings, need no looking at one by one. */
function comparison(
  keys: readonly unknown[],
  term: Term | undefined,
  position: number | undefined,
): Compare<unknown> {
  const sign = term?.isDescending ? -1 : 1;
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
