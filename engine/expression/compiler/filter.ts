import { type Node, Unsupported } from './ast.ts';
import type { Frame } from './frame.ts';
import type { Guards } from './guards.ts';
import { GIVES_BOOLEAN } from './operators.ts';
import type { Scope } from './scope.ts';
import { type Code, createSequence, isListOf, isNumber, isTrue, sequenceOf } from './values.ts';

/** Keeps of a value, or of the elements of a list, what a predicate says. */
export type Filter = (value: unknown, frame: Frame) => unknown;

/** The predicates of a step. */
export function compileStages(node: Node, scope: Scope): Filter[] {
  return ((node.stages ?? []) as Node[]).map(({ type, expr }) => {
    if (type !== 'filter') throw new Unsupported(`a \`${type}\` in a path`);
    return compileFilter(expr as Node, scope);
  });
}

export function compileFilter(predicate: Node, scope: Scope): Filter {
  if (predicate.type === 'number') return elementAt(Math.floor(predicate.value as number));
  const test = scope.compile(predicate);
  const isCondition =
    predicate.type === 'binary' &&
    GIVES_BOOLEAN.has(String(predicate.value)) &&
    !predicate.predicate &&
    !predicate.group;
  return isCondition ? condition(test) : choice(test);
}

function condition(test: Code): Filter {
  return (value, frame) => {
    const { guards } = frame.run;
    const results = createSequence();
    if (!Array.isArray(value)) {
      if (test(value, frame) === true) results.push(value);
      return results;
    }
    for (let index = 0; index < value.length; index += 1) {
      guards.tick();
      if (test(value[index], frame) === true) results.push(value[index]);
    }
    return results;
  };
}

function choice(test: Code): Filter {
  return (value, frame) => {
    const { guards } = frame.run;
    const inputs = Array.isArray(value) ? value : [value];
    const results = createSequence();
    for (let index = 0; index < inputs.length; index += 1) {
      guards.tick();
      for (
        let times = timesChosen(test(inputs[index], frame), index, inputs.length, guards);
        times > 0;
        times -= 1
      )
        results.push(inputs[index]);
    }
    guards.hold(results.length);
    return results;
  };
}

function elementAt(index: number): Filter {
  return (value) => {
    const inputs = Array.isArray(value) ? value : [value];
    const found = inputs[index < 0 ? inputs.length + index : index];
    if (found === undefined) return createSequence();
    return Array.isArray(found) ? found : sequenceOf(found);
  };
}

/** Numbers choose by place, also from the end; all else by whether it counts as true. */
function timesChosen(found: unknown, index: number, length: number, guards: Guards): number {
  if (found === true) return 1;
  if (isNumber(found)) return placeOf(found, length) === index ? 1 : 0;
  if (isListOf(found, isNumber))
    return found.filter((one) => placeOf(one as number, length) === index).length;
  return isTrue(found, guards) ? 1 : 0;
}

function placeOf(number: number, length: number): number {
  const whole = Math.floor(number);
  return whole < 0 ? length + whole : whole;
}
