import { expectKeys, type Node } from './ast.ts';
import type { Guards } from './guards.ts';
import type { Scope } from './scope.ts';
import { type Code, isTrue } from './values.ts';

/** `a ? b : c`, and what the parser makes one of: `a ?: b` and `a ?? b`. */
export function compileCondition(node: Node, scope: Scope): Code {
  expectKeys(node, 'condition', 'then', 'else');
  const then = scope.compile(node.then as Node);
  const otherwise = node.else === undefined ? () => undefined : scope.compile(node.else as Node);
  const condition = node.condition as Node;
  if (isCopy(condition, node.then)) return firstThat(isTrue, then, otherwise);
  if (isExistsOfCopy(condition, node.then) && scope.places('exists').length === 0)
    return firstThat((value) => value !== undefined, then, otherwise);
  const test = scope.compile(condition);
  return (input, frame) =>
    isTrue(test(input, frame), frame.run.guards) ? then(input, frame) : otherwise(input, frame);
}

/** The value is both what is asked about and what is taken, so it is worked out once. */
const firstThat =
  (holds: (value: unknown, guards: Guards) => boolean, first: Code, otherwise: Code): Code =>
  (input, frame) => {
    const value = first(input, frame);
    return holds(value, frame.run.guards) ? value : otherwise(input, frame);
  };

/** The parser copies what is left of `??` and `?:` through JSON, where regular expressions and signatures are lost. */
const isCopy = (copy: unknown, original: unknown) => JSON.stringify(copy) === JSON.stringify(original);

function isExistsOfCopy({ type, position, procedure, arguments: args }: Node, original: unknown): boolean {
  if (type !== 'function' || position !== undefined) return false;
  const [argument] = args as Node[];
  return (procedure as Node).value === 'exists' && isCopy(argument, original);
}
