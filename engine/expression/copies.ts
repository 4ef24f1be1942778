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
  restore(condition, node.then);
  if (Array.isArray(condition.arguments)) restore(condition.arguments[0], node.then);
}

function restore(copy: unknown, original: unknown): void {
  if (!isTree(copy) || !isTree(original) || copy.type !== original.type) return;
  for (const [key, part] of Object.entries(original)) {
    const isLost = part instanceof RegExp ? !(copy[key] instanceof RegExp) : typeof part === 'function';
    if (isLost && (copy.type === 'regex' || key === 'validate')) copy[key] = part;
    else restore(copy[key], part);
  }
}
