import type jsonata from 'jsonata';
import { parse } from './expression.ts';

const trees = new Map<string, jsonata.ExprNode | { failure: unknown }>();

/**
 * The syntax tree of an expression, to be read only; throws `ExpressionSyntaxError`.
 * Trees are kept until `forgetSyntaxTrees`, since every rule about expressions asks for them and parsing is most of its work.
 */
export function syntaxTree(source: string): jsonata.ExprNode {
  const tree = trees.get(source) ?? attempt(source);
  trees.set(source, tree);
  if ('failure' in tree) throw tree.failure;
  return tree;
}

export const forgetSyntaxTrees = (): void => trees.clear();

function attempt(source: string): jsonata.ExprNode | { failure: unknown } {
  try {
    return parse(source).ast();
  } catch (failure) {
    return { failure };
  }
}
