/** A node of the syntax tree that the `jsonata` package parses to, as far as it is known here. */
export interface Node {
  type: string;
  value?: unknown;
  position?: number;
  [key: string]: unknown;
}

/** Why an expression is left to the interpreter. */
export class Unsupported extends Error {}

/** What an author wrote where a node has a key that is not known. */
const IN_WORDS: ReadonlyMap<string, string> = new Map([
  ['focus', '`@` binds the elements of a list'],
  ['index', '`#` binds their places'],
  ['ancestor', '`%` refers to a parent'],
  ['tuple', '`@`, `#` or `%` in an inner path'],
]);

/** Keys that any node may have; the parser leaves some of its own work in `id`. */
const ANYWHERE = ['type', 'value', 'position', 'keepArray', 'predicate', 'group'];

/** Refuses a node with a key that is not known, since the tree is no stable contract. */
export function expectKeys(node: Node, ...keys: readonly string[]): void {
  for (const key of Object.keys(node))
    if (!ANYWHERE.includes(key) && !keys.includes(key) && node[key] !== undefined)
      throw new Unsupported(IN_WORDS.get(key) ?? `\`${node.type}\` with \`${key}\``);
}

/** Whether nothing is done to the value of a node: no predicate, no grouping, no keeping as a list. */
export const isBare = ({ predicate, group, keepArray }: Node): boolean =>
  predicate === undefined && group === undefined && keepArray !== true;

/** The name that a path is, when it is nothing else and no object inherits it: it can be read from an ordinary one as it is. */
export function plainName(node: Node): string | undefined {
  if (node.type !== 'path' || !isBare(node) || node.keepSingletonArray === true) return undefined;
  const [step, ...more] = node.steps as Node[];
  const isName = step?.type === 'name' && isBare(step) && step.stages === undefined && more.length === 0;
  const name = String(step?.value);
  return isName && Object.keys(step).length <= 3 && !(name in Object.prototype) ? name : undefined;
}

/** The names that these nodes bind in the scope they stand in: not those of blocks and functions inside. */
export function boundNames(...nodes: readonly unknown[]): string[] {
  const names: string[] = [];
  const walk = (node: unknown): void => {
    if (Array.isArray(node)) {
      for (const member of node) walk(member);
      return;
    }
    if (typeof node !== 'object' || node === null || node instanceof RegExp) return;
    const { type, lhs, thunk } = node as Node;
    // A tail call is put into a function of its own, which has no variables.
    if (type === 'block' || (type === 'lambda' && thunk !== true)) return;
    if (type === 'bind') names.push(String((lhs as Node).value));
    for (const member of Object.values(node)) walk(member);
  };
  walk(nodes);
  return names;
}
