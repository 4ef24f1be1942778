type Tree = Record<string, unknown>;

const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !(value instanceof RegExp);

/**
 * Gives the parser's copies of what is left of `??` and `?:` back what they lost on the way through JSON: regular expressions
 * and the checks of signatures.
 */
export function restoreCopies(node: unknown): void {
  if (!isTree(node)) return;
  for (const member of Object.values(node)) restoreCopies(member);
  if (node.type !== 'condition') return;
  const condition = node.condition as Tree;
  const then = node.then as Tree;
  // The last call in a function is put into one of its own.
  const original = then.thunk === true ? then.body : then;
  restore(condition, original);
  if (Array.isArray(condition.arguments)) restore(condition.arguments[0], original);
}

function restore(copy: unknown, original: unknown): void {
  if (!isTree(copy) || !isTree(original) || copy.type !== original.type) return;
  for (const [key, part] of Object.entries(original)) {
    const isLost = part instanceof RegExp ? !(copy[key] instanceof RegExp) : typeof part === 'function';
    if (isLost && (copy.type === 'regex' || key === 'validate')) copy[key] = part;
    else restore(copy[key], part);
  }
}
