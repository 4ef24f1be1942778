import jsonata from 'jsonata';
import type { Limits } from './compiler/guards.ts';
import { regexEngine } from './compiler/regex/engine.ts';
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
    return jsonata(source, guardsOf(limits));
  } catch (error) {
    throw syntaxError(source, error as jsonata.JsonataError);
  }
}

/** The interpreter counts every node in flight as depth, where we count calls. */
const guardsOf = (limits: Limits) => ({
  timeout: limits.timeout,
  stack: 10 * limits.depth,
  sequence: limits.elements,
  RegexEngine: regexEngine(limits) as RegExpConstructor,
});

function syntaxError(source: string, error: jsonata.JsonataError): ExpressionSyntaxError {
  const past = error.position ?? source.length;
  const token = error.token === undefined || error.token === '(end)' ? '' : String(error.token);
  const offset = source.slice(0, past).endsWith(token) ? past - token.length : past;
  return new ExpressionSyntaxError(error.message, Math.max(0, Math.min(offset, source.length)), error.code);
}
