import { expectKeys, type Node, Unsupported } from './ast.ts';
import type { Frame } from './frame.ts';
import { compileGroup } from './group.ts';
import { GIVES_BOOLEAN } from './operators.ts';
import { compileOrder } from './order.ts';
import type { Scope } from './scope.ts';
import {
  append,
  type Code,
  createSequence,
  isConstructed,
  isListOf,
  isNumber,
  isRecord,
  isSequence,
  isTrue,
  keepList,
  sequenceOf,
} from './values.ts';

/** One step: from the results so far to the next ones. */
type Step = (inputs: unknown[], frame: Frame) => unknown;
/** Keeps of a value, or of the elements of a list, what a predicate says. */
type Filter = (value: unknown, frame: Frame) => unknown;

const STEP_KEYS = [
  'stages',
  'consarray',
  'expressions',
  'lhs',
  'rhs',
  'arguments',
  'procedure',
  'expression',
  'name',
  'body',
  'signature',
  'condition',
  'then',
  'else',
  'pattern',
  'update',
  'delete',
  'terms',
  'steps',
  'keepSingletonArray',
];

export function compilePath(node: Node, scope: Scope): Code {
  expectKeys(node, 'steps', 'keepSingletonArray');
  const nodes = node.steps as Node[];
  const steps = nodes.map((step, index) => compileStep(step, scope, index === nodes.length - 1));
  const names = leadingNames(nodes);
  const isAbsolute = nodes[0]?.type === 'variable';
  const first = nodes[0]?.consarray === true ? scope.compile(nodes[0]) : undefined;
  const group = node.group === undefined ? undefined : compileGroup(node.group as Node, scope);
  const keeps = node.keepSingletonArray === true;

  function walk(start: unknown[], from: number, frame: Frame): unknown {
    let results: unknown = start;
    for (let index = from; index < steps.length; index += 1) {
      if (!Array.isArray(results) || results.length === 0) return results;
      results = (steps[index] as Step)(results, frame);
    }
    return results;
  }

  function general(input: unknown, frame: Frame): unknown {
    const inputs = Array.isArray(input) && !isAbsolute ? input : sequenceOf(input);
    if (first) return walk(first(inputs, frame) as unknown[], 1, frame);
    return inputs.length === 0 ? undefined : walk(inputs, 0, frame);
  }

  function finish(results: unknown, frame: Frame): unknown {
    const kept = keeps ? keepList(results) : results;
    return group ? group(kept, frame) : kept;
  }

  const isPlain = !keeps && !group;
  if (names.length === 0) return isPlain ? general : (input, frame) => finish(general(input, frame), frame);

  // Most paths lead through objects only, one value at a time.
  return (input, frame) => {
    if (!isRecord(input)) return finish(general(input, frame), frame);
    let value: unknown = input;
    for (let index = 0; index < names.length; index += 1) {
      if (!isRecord(value)) {
        return finish(
          Array.isArray(value) && value.length > 0 ? walk(spread(value), index, frame) : undefined,
          frame,
        );
      }
      const name = names[index] as string;
      value = Object.hasOwn(value, name) ? value[name] : undefined;
    }
    if (names.length < steps.length) {
      if (value === undefined || (Array.isArray(value) && value.length === 0))
        return finish(undefined, frame);
      return finish(
        walk(Array.isArray(value) ? spread(value) : sequenceOf(value), names.length, frame),
        frame,
      );
    }
    if (isPlain) return value;
    return finish(value === undefined || Array.isArray(value) ? value : sequenceOf(value), frame);
  };
}

/** What a list found on the way stands for: each of its elements. */
const spread = (value: unknown[]): unknown[] => (isConstructed(value) ? sequenceOf(value) : value);

/** Names that a path starts with and that are nothing but names. */
function leadingNames(steps: readonly Node[]): string[] {
  const end = steps.findIndex(({ type, stages, predicate, group, keepArray }) => {
    return (
      type !== 'name' ||
      stages !== undefined ||
      predicate !== undefined ||
      group !== undefined ||
      keepArray === true
    );
  });
  return steps.slice(0, end === -1 ? undefined : end).map(({ value }) => String(value));
}

function compileStep(node: Node, scope: Scope, isLast: boolean): Step {
  if (node.type === 'sort') return compileOrderStep(node, scope);
  expectKeys(node, ...STEP_KEYS);
  const stages = compileStages(node, scope);
  const { stages: _, ...alone } = node;
  const code = scope.compile(alone as Node);
  return (inputs, frame) => {
    const { guards } = frame.run;
    const results = createSequence();
    let count = 0;
    let only: unknown;
    for (const input of inputs) {
      guards.tick();
      let found = code(input, frame);
      for (const stage of stages) found = stage(found, frame);
      if (found === undefined) continue;
      count += 1;
      only = found;
      if (Array.isArray(found) && !isConstructed(found)) append(results, found);
      else results.push(found);
    }
    // One list from one parent is the result as it is, however many elements it has.
    if (isLast && count === 1 && Array.isArray(only) && !isSequence(only)) return only;
    guards.size(results.length);
    return results;
  };
}

function compileOrderStep(node: Node, scope: Scope): Step {
  expectKeys(node, 'terms', 'stages');
  const order = compileOrder(node, scope);
  const stages = compileStages(node, scope);
  return (inputs, frame) =>
    stages.reduce<unknown>((found, stage) => stage(found, frame), order(inputs, frame));
}

function compileStages(node: Node, scope: Scope): Filter[] {
  return ((node.stages ?? []) as Node[]).map(({ type, expr }) => {
    if (type !== 'filter') throw new Unsupported(`a \`${type}\` in a path`);
    return compileFilter(expr as Node, scope);
  });
}

export function compileFilter(predicate: Node, scope: Scope): Filter {
  if (predicate.type === 'number') return elementAt(Math.floor(predicate.value as number));
  const test = scope.compile(predicate);
  const isCondition = predicate.type === 'binary' && GIVES_BOOLEAN.has(String(predicate.value));
  return (value, frame) => {
    const { guards } = frame.run;
    const inputs = Array.isArray(value) ? value : [value];
    const results = createSequence();
    for (const [index, input] of inputs.entries()) {
      guards.tick();
      const found = test(input, frame);
      if (found === true) results.push(input);
      else if (!isCondition)
        for (let times = timesChosen(found, index, inputs.length); times > 0; times -= 1) results.push(input);
    }
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
function timesChosen(found: unknown, index: number, length: number): number {
  if (isNumber(found)) return placeOf(found, length) === index ? 1 : 0;
  if (isListOf(found, isNumber))
    return found.filter((one) => placeOf(one as number, length) === index).length;
  return isTrue(found) ? 1 : 0;
}

function placeOf(number: number, length: number): number {
  const whole = Math.floor(number);
  return whole < 0 ? length + whole : whole;
}
