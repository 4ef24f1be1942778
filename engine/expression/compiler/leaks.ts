import type { Node } from './ast.ts';
import { builtIn } from './builtins/index.ts';

/** By built-in function, the arguments that it calls, and never gives back. */
const CALLED: Readonly<Record<string, readonly number[]>> = {
  map: [1],
  filter: [1],
  single: [1],
  reduce: [1],
  sort: [1],
  each: [1],
  sift: [1],
  replace: [2],
};
/** The same for regular expressions. */
const MATCHED: Readonly<Record<string, readonly number[]>> = {
  replace: [1],
  match: [1],
  contains: [1],
  split: [1],
};

/**
 * Whether functions may be in the value of an expression: true unless each of them stands where it is only called. The value
 * is then taken as it is, which saves a walk over all of it.
 */
export function mayGiveFunctions(ast: Node): boolean {
  const named = new Set<string>();
  collectFunctionNames(ast, named);
  return isLoose(ast, named);
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !(value instanceof RegExp);

/** Variables that are bound to a function in the midst of a block. */
function collectFunctionNames(node: unknown, named: Set<string>): void {
  if (!isNode(node)) return;
  if (node.type === 'block')
    for (const expression of (node.expressions as Node[]).slice(0, -1))
      if (bindsFunction(expression)) named.add(String((expression.lhs as Node).value));
  for (const member of Object.values(node)) collectFunctionNames(member, named);
}

const bindsFunction = ({ type, rhs }: Node) => type === 'bind' && (rhs as Node).type === 'lambda';

function isLoose(node: unknown, named: ReadonlySet<string>): boolean {
  if (!isNode(node)) return false;
  if (isFunctionNode(node, named)) return true;
  if (node.type === 'block') return (node.expressions as Node[]).some(looseInBlock(named));
  if (node.type === 'function') return isLooseCall(node, named, 0);
  if (node.type === 'apply') return isLooseApply(node, named);
  return Object.values(node).some((member) => isLoose(member, named));
}

function isFunctionNode({ type, value, thunk }: Node, named: ReadonlySet<string>): boolean {
  if (type === 'variable') return named.has(String(value)) || builtIn(String(value)) !== undefined;
  return (
    (type === 'lambda' && thunk !== true) || type === 'partial' || type === 'regex' || type === 'transform'
  );
}

const looseInBlock = (named: ReadonlySet<string>) => (node: Node, index: number, all: readonly Node[]) =>
  index < all.length - 1 && bindsFunction(node)
    ? isLooseInside(node.rhs as Node, named)
    : isLoose(node, named);

function isLooseCall(node: Node, named: ReadonlySet<string>, before: number): boolean {
  const procedure = node.procedure as Node;
  const name = procedure.type === 'variable' ? String(procedure.value) : '';
  const isLooseArgument = (argument: Node, index: number) => {
    const place = index + before;
    const takes = argument.type === 'regex' ? MATCHED : CALLED;
    return Object.hasOwn(takes, name) && takes[name]?.includes(place)
      ? isLooseInside(argument, named)
      : isLoose(argument, named);
  };
  const { procedure: _, arguments: args, ...rest } = node;
  return (
    isLooseInside(procedure, named) ||
    (args as Node[]).some(isLooseArgument) ||
    Object.values(rest).some((member) => isLoose(member, named))
  );
}

function isLooseApply({ lhs, rhs, ...rest }: Node, named: ReadonlySet<string>): boolean {
  const right = rhs as Node;
  const isLooseRight = right.type === 'function' ? isLooseCall(right, named, 1) : isLooseInside(right, named);
  return isLoose(lhs, named) || isLooseRight || Object.values(rest).some((member) => isLoose(member, named));
}

/** A function in a place where it is only called: what is left is what stands in it. */
function isLooseInside(node: Node, named: ReadonlySet<string>): boolean {
  if (node.type === 'variable' || node.type === 'lambda' || node.type === 'transform')
    return Object.values(node).some((member) => isLoose(member, named));
  if (node.type === 'regex') return false;
  return isLoose(node, named);
}
