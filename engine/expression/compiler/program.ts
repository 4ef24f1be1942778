import { boundNames, type Node } from './ast.ts';
import { compileNode } from './compile.ts';
import { ExpressionFailure } from './failure.ts';
import { Frame } from './frame.ts';
import { Guards, type Limits } from './guards.ts';
import { Scope } from './scope.ts';
import { type Code, isFunction, wrapInput } from './values.ts';

/** A compiled expression: synchronous, and it changes nothing that it is given. */
export type Program = (input: unknown, bindings: Readonly<Record<string, unknown>>) => unknown;

/** Compiles a syntax tree; throws `Unsupported` for what only the interpreter can do. */
export function compileProgram(ast: Node, limits: Limits): Program {
  const scope = new Scope(boundNames(ast), compileNode);
  const code = scope.compile(ast);
  return (input, bindings) => run(code, scope.size, input, bindings, limits);
}

function run(
  code: Code,
  size: number,
  input: unknown,
  bindings: Readonly<Record<string, unknown>>,
  limits: Limits,
) {
  const guards = new Guards(limits);
  const shared = { root: input, bindings, guards, now: Date.now() };
  try {
    const value = code(wrapInput(input), new Frame(size, undefined, shared));
    return isFunction(value) ? undefined : value;
  } catch (error) {
    // The machine's own stack may end before the depth that is counted.
    if (error instanceof RangeError) throw new ExpressionFailure('D1011');
    throw error;
  }
}
