import { expectKeys, type Node, Unsupported } from '../ast.ts';
import { ExpressionFailure } from '../failure.ts';
import type { Guards } from '../guards.ts';
import { Callable, type Code } from '../values.ts';
import { compileFind, type Find } from './regular-expression.ts';

export interface Match {
  match: string;
  start: number;
  end: number;
  groups: (string | undefined)[];
}

/** A regular expression, which is a function from a text to its first match. */
export class Matcher extends Callable {
  readonly arity = 2;
  readonly #find: Find;
  readonly #node: Node;

  constructor(find: Find, node: Node) {
    super();
    this.#find = find;
    this.#node = node;
  }

  first(text: string, guards: Guards, from = 0): Match | undefined {
    const found = this.#find(text, from, guards);
    if (!found) return undefined;
    const { index: start, end, groups } = found;
    return { match: text.slice(start, end), start, end, groups };
  }

  /** The match after another one; matches of nothing would never get on. */
  next(text: string, guards: Guards, after: Match): Match | undefined {
    if (after.end >= text.length) return undefined;
    const found = this.first(text, guards, after.end);
    const { position, value } = this.#node;
    if (found?.match === '') throw new ExpressionFailure('D1004', { position, value: String(value) });
    return found;
  }
}

export function compileRegex(node: Node): Code {
  expectKeys(node);
  if (!(node.value instanceof RegExp)) throw new Unsupported('a regular expression that the parser loses');
  const matcher = new Matcher(compileFind(node.value), node);
  return () => matcher;
}
