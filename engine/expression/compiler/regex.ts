import { expectKeys, type Node } from './ast.ts';
import { ExpressionFailure } from './failure.ts';
import type { Guards } from './guards.ts';
import { Callable, type Code } from './values.ts';

export interface Match {
  match: string;
  start: number;
  end: number;
  groups: (string | undefined)[];
}

/** A regular expression, which is a function from a text to its first match. */
export class Matcher extends Callable {
  readonly arity = 2;
  readonly #pattern: RegExp;
  readonly #position: number | undefined;

  constructor(pattern: RegExp, position: number | undefined) {
    super();
    this.#pattern = pattern;
    this.#position = position;
  }

  first(text: string, guards: Guards, from = 0): Match | undefined {
    guards.text(text.length);
    this.#pattern.lastIndex = from;
    const found = this.#pattern.exec(text);
    if (!found) return undefined;
    const [match, ...groups] = found;
    return { match, start: found.index, end: found.index + match.length, groups };
  }

  /** The match after another one; matches of nothing would never get on. */
  next(text: string, guards: Guards, after: Match): Match | undefined {
    if (after.end >= text.length) return undefined;
    const found = this.first(text, guards, after.end);
    if (found?.match === '')
      throw new ExpressionFailure('D1004', { position: this.#position, value: this.#pattern.source });
    return found;
  }
}

export function compileRegex(node: Node): Code {
  expectKeys(node);
  const pattern = node.value as RegExp;
  // Each has a place of its own where it goes on.
  const flags = pattern.global ? pattern.flags : `${pattern.flags}g`;
  return () => new Matcher(new RegExp(pattern.source, flags), node.position);
}
