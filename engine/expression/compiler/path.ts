import { expectKeys, isBare, type Node } from './ast.ts';
import { compileStages, type Filter } from './filter.ts';
import type { Frame } from './frame.ts';
import { compileGroup } from './group.ts';
import { compileOrder } from './order.ts';
import type { Scope } from './scope.ts';
import {
  append,
  asSequence,
  type Code,
  collapse,
  createSequence,
  isConstructed,
  isOrdinary,
  isSequence,
  keepList,
  readMember,
  sequenceOf,
} from './values.ts';

/** One step: of each value so far to what follows from it, or of all of them at once. */
type Step = { each: Code; name: string | undefined } | { all: (inputs: unknown[], frame: Frame) => unknown };

/** Keys of nodes that can be steps; those of each kind are checked when it is compiled. */
const STEP_KEYS = [
  'stages consarray expressions lhs rhs arguments procedure expression name body signature condition then else',
  'pattern update delete terms steps keepSingletonArray nextFunction thunk',
].flatMap((keys) => keys.split(' '));

export function compilePath(node: Node, scope: Scope): Code {
  expectKeys(node, 'steps', 'keepSingletonArray');
  const nodes = node.steps as Node[];
  const steps = nodes.map((step) => compileStep(step, scope));
  const isAbsolute = nodes[0]?.type === 'variable';
  const walk = (input: unknown, frame: Frame) =>
    Array.isArray(input) && !isAbsolute ? many(steps, input, 0, frame) : one(steps, input, 0, frame);
  const found = nodes[0]?.consarray === true ? fromList(nodes[0], steps, scope) : walk;
  const group = node.group === undefined ? undefined : compileGroup(node.group as Node, scope);
  const keeps = node.keepSingletonArray === true;
  if (keeps || group || !isBare(node)) {
    const settle = isBare(node) ? collapse : (value: unknown) => value;
    return (input, frame) => {
      const results = asResults(found(input, frame));
      const kept = keeps ? keepList(results) : results;
      return group ? group(kept, frame) : settle(kept);
    };
  }
  const [first] = steps;
  if (steps.length === 1 && first && 'each' in first && first.name !== undefined)
    return member(first.name, found);
  return (input, frame) => collapse(found(input, frame));
}

/** The commonest path of all: one name. */
function member(name: string, otherwise: Code): Code {
  const read = readMember(name);
  const isPlain = !(name in Object.prototype);
  return (input, frame) => {
    if (typeof input !== 'object' || input === null || Array.isArray(input))
      return collapse(otherwise(input, frame));
    return isPlain && isOrdinary(input) ? input[name] : read(input);
  };
}

/** A list in brackets at the start is worked out once, not for each element of the context. */
function fromList(node: Node, steps: readonly Step[], scope: Scope): Code {
  const first = scope.compile(node);
  return (input, frame) => {
    const list = first(Array.isArray(input) ? input : sequenceOf(input), frame);
    if (steps.length === 1) return list;
    // A predicate may leave one element, in which the interpreter sees a list only where it is text.
    if (typeof list === 'string') return many(steps, list.split(''), 1, frame);
    if (!Array.isArray(list)) return undefined;
    if (list.length === 0) return list;
    return many(steps, list, 1, frame);
  };
}

const asResults = (value: unknown): unknown[] => {
  if (value === undefined) return createSequence();
  return Array.isArray(value) ? value : sequenceOf(value);
};

/** Follows the steps from a single value, until a list is met. A value that is nothing ends the path. */
function one(steps: readonly Step[], start: unknown, from: number, frame: Frame): unknown {
  let value = start;
  const last = steps.length - 1;
  for (let index = from; index <= last; index += 1) {
    const step = steps[index] as Step;
    if ('all' in step) return many(steps, sequenceOf(value), index, frame);
    const found = step.each(value, frame);
    if (found === undefined) return undefined;
    if (Array.isArray(found)) {
      // Others are not to see that an inner path keeps its only result a list.
      if (index === last) return found.length === 1 && isSequence(found) ? sequenceOf(found[0]) : found;
      if (!isConstructed(found)) return many(steps, found, index + 1, frame);
    }
    value = found;
  }
  return value;
}

/** Follows the steps from a list. */
function many(steps: readonly Step[], start: unknown[], from: number, frame: Frame): unknown {
  let inputs: unknown = start;
  for (let index = from; index < steps.length; index += 1) {
    if (!Array.isArray(inputs)) return inputs;
    if (inputs.length === 0) return undefined;
    const step = steps[index] as Step;
    if ('all' in step) inputs = step.all(inputs, frame);
    else if (inputs.length === 1) return one(steps, inputs[0], index, frame);
    else inputs = eachOf(inputs, step.each, index === steps.length - 1, frame);
  }
  return inputs;
}

function eachOf(inputs: unknown[], code: Code, isLast: boolean, frame: Frame): unknown {
  const { guards } = frame.run;
  const results: unknown[] = [];
  let count = 0;
  let only: unknown;
  for (let index = 0; index < inputs.length; index += 1) {
    guards.tick();
    const found = code(inputs[index], frame);
    if (found === undefined) continue;
    count += 1;
    only = found;
    if (Array.isArray(found) && !isConstructed(found)) append(results, found);
    else results.push(found);
    guards.size(results.length);
  }
  // One list from one parent is the result as it is, however many elements it has.
  if (isLast && count === 1 && Array.isArray(only) && !isSequence(only)) return only;
  guards.hold(results.length);
  return asSequence(results);
}

function compileStep(node: Node, scope: Scope): Step {
  if (node.type === 'sort') return { all: compileOrderStep(node, scope) };
  expectKeys(node, ...STEP_KEYS);
  const { stages: _, ...alone } = node;
  const code = scope.compile(alone as Node);
  const isName = node.type === 'name' && !node.stages && isBare(node);
  return {
    each: filtered(code, compileStages(node, scope)),
    name: isName ? String(node.value) : undefined,
  };
}

function filtered(code: Code, stages: readonly Filter[]): Code {
  const [only] = stages;
  if (!only) return code;
  if (stages.length === 1) return (input, frame) => only(code(input, frame), frame);
  return (input, frame) => stages.reduce((found, stage) => stage(found, frame), code(input, frame));
}

function compileOrderStep(node: Node, scope: Scope): (inputs: unknown[], frame: Frame) => unknown {
  expectKeys(node, 'terms', 'stages');
  const order = compileOrder(node, scope);
  const stages = compileStages(node, scope);
  return (inputs, frame) =>
    stages.reduce<unknown>((found, stage) => stage(found, frame), order(inputs, frame));
}
