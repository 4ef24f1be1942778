import jsonata from 'jsonata';
import type { Limits } from './compiler/guards.ts';
import { regexEngine } from './compiler/regex/engine.ts';
import { restoreCopies } from './copies.ts';
import { LIMITS } from './limits.ts';

export class ExpressionSyntaxError extends Error {
  /** 0-based index into the expression of the character the parser stopped at. */
  readonly offset: number;

  /** What JSONata documents for the mistake. */
  readonly code: string;

  constructor(message: string, offset: number, code: string) {
    super(message);
    this.name = 'ExpressionSyntaxError';
    this.offset = offset;
    this.code = code;
  }
}

/** Parses with the guards that the interpreter has; throws `ExpressionSyntaxError`. */
export function parse(source: string, limits: Limits = LIMITS): jsonata.Expression {
  try {
    const expression = jsonata(source, guardsOf(limits));
    if (COPYING.test(source)) restoreCopies(expression.ast());
    return expression;
  } catch (error) {
    if (error instanceof RangeError) throw new ExpressionSyntaxError('It nests too deeply', 0, 'Y1006');
    throw syntaxError(source, error as jsonata.JsonataError);
  }
}

const COPYING = /\?[?:]/;

/** The interpreter counts every node in flight as depth, where we count calls. */
const guardsOf = (limits: Limits) => ({
  timeout: limits.timeout,
  stack: 10 * limits.depth,
  sequence: limits.elements,
  RegexEngine: regexEngine(limits) as RegExpConstructor,
});

function syntaxError(source: string, error: jsonata.JsonataError): ExpressionSyntaxError {
  return new ExpressionSyntaxError(error.message, offsetIn(source, error) ?? source.length, error.code);
}

/** Where JSONata says that it failed: after which token, and that token. */
export interface Mistake {
  position?: number | undefined;
  token?: unknown;
}

/** 0-based index of the character that JSONata's error is about; its own position is that after the token. */
export function offsetIn(source: string, { position, token: found }: Mistake): number | undefined {
  if (position === undefined) return undefined;
  const token = found === undefined || found === '(end)' ? '' : String(found);
  const at = token === '' ? -1 : source.lastIndexOf(token, position - 1);
  // Of a call, it is the position after the bracket behind the function's name.
  const offset = at !== -1 && at + token.length >= position - 1 ? at : position;
  return Math.max(0, Math.min(offset, source.length));
}
