import { syntaxTree } from '../../engine/expression/syntax-tree.ts';

interface Node {
  type?: unknown;
  value?: unknown;
  procedure?: Node;
  focus?: unknown;
  index?: unknown;
}

const DATES = new Set(['fromMillis', 'toMillis', 'now', 'millis']);

/** Parts of the language that random expressions have to reach, and the nodes that they are. */
const FEATURES: Readonly<Record<string, (node: Node) => boolean>> = {
  'regular expressions': ({ type }) => type === 'regex',
  dates: ({ procedure }) => DATES.has(String(procedure?.value)),
  transforms: ({ type }) => type === 'transform',
  'partial applications': ({ type }) => type === 'partial',
  lambdas: ({ type }) => type === 'lambda',
  sorting: ({ type }) => type === 'sort',
  '`%`': ({ type }) => type === 'parent',
  '`@`': ({ focus }) => focus !== undefined,
  '`#`': ({ index }) => index !== undefined,
};

export const featureNames: readonly string[] = Object.keys(FEATURES);

/** Which of them an expression has. */
export function featuresOf(source: string): Set<string> {
  const found = new Set<string>();
  const walk = (node: unknown): void => {
    if (typeof node !== 'object' || node === null || node instanceof RegExp) return;
    for (const [name, is] of Object.entries(FEATURES)) if (is(node)) found.add(name);
    for (const member of Object.values(node)) walk(member);
  };
  walk(syntaxTree(source));
  return found;
}
