import { ExpressionFailure } from '../failure.ts';
import { Guards, type Limits } from '../guards.ts';
import { compileFind, type Find } from './regular-expression.ts';

type Match = (string | undefined)[] & { index: number };

/** A class of regular expressions, with limits, for the interpreter to use in place of `RegExp`. */
export function regexEngine(limits: Limits): new (pattern: RegExp) => Pick<RegExp, 'lastIndex'> {
  return class {
    lastIndex = 0;
    readonly #find: Find;
    readonly #guards = new Guards(limits);

    constructor(pattern: RegExp) {
      // The parser copies what is left of `??` and `?:` through JSON.
      if (!(pattern instanceof RegExp)) throw new ExpressionFailure('Y1004');
      this.#find = compileFind(pattern);
    }

    exec(text: unknown): Match | null {
      const found = this.#find(String(text), this.lastIndex, this.#guards);
      this.lastIndex = found?.end ?? 0;
      if (!found) return null;
      const { index, end, groups } = found;
      return Object.assign([String(text).slice(index, end), ...groups], { index });
    }
  };
}
