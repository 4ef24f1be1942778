import jsonata from 'jsonata';
import { ToolError } from '../errors.ts';
import { isObject } from '../json.ts';
import { type Node, Unsupported } from './compiler/ast.ts';
import { ExpressionFailure } from './compiler/failure.ts';
import { compileProgram, type Program } from './compiler/program.ts';
import { functions } from './functions.ts';
import { toPlain } from './plain.ts';

/** Values visible to an expression as `$name`. */
export type Bindings = Readonly<Record<string, unknown>>;

/** JSONata source compiled once; `undefined` stands for "nothing there". */
export interface Expression {
  readonly source: string;
  /** Why it is left to the interpreter; absent when it is compiled. */
  readonly interpreted?: string;
  /** Never changes `input`. A failure is a `ToolError` with code `transform`. */
  evaluate(input: unknown, bindings?: Bindings): unknown;
}

export class ExpressionSyntaxError extends Error {
  /** 0-based index into the expression of the character the parser stopped at. */
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.name = 'ExpressionSyntaxError';
    this.offset = offset;
  }
}

/** Stops runaway recursion, endless loops and giant lists; a mapping of a full page stays far below. */
const LIMITS = { timeout: 5_000, depth: 1_000, elements: 1_000_000, matched: 1_000_000 };
/** The same for the interpreter, which counts every node in flight as depth. */
const GUARDS = { timeout: LIMITS.timeout, stack: 10 * LIMITS.depth, sequence: LIMITS.elements };

/** Compiles JSONata; throws `ExpressionSyntaxError`. */
export function compileExpression(source: string): Expression {
  const program = parse(source);
  const compiled = compile(program);
  if (typeof compiled === 'string')
    return { source, interpreted: compiled, evaluate: interpret(source, program) };
  return {
    source,
    evaluate(input, bindings = {}) {
      try {
        return compiled(input, bindings);
      } catch (error) {
        throw asToolError(source, error);
      }
    },
  };
}

/** The expression as a function, or why only the interpreter can evaluate it. */
function compile(program: jsonata.Expression): Program | string {
  try {
    return compileProgram(program.ast() as Node, LIMITS);
  } catch (error) {
    if (error instanceof Unsupported) return error.message;
    throw error;
  }
}

function interpret(source: string, program: jsonata.Expression): Expression['evaluate'] {
  return async (input, bindings = {}) => {
    try {
      return toPlain(
        await program.evaluate(toPlain(input), { ...functions, ...copies(bindings), eval: refuseEval }),
      );
    } catch (error) {
      throw asToolError(source, error);
    }
  };
}

function refuseEval(): never {
  throw new ExpressionFailure('U1001', { token: 'eval' });
}

/** JSONata writes into what it is given, so bindings that are data are copied like the input. */
function copies(bindings: Bindings): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(bindings).map(([name, value]) => [
      name,
      typeof value === 'function' ? value : toPlain(value),
    ]),
  );
}

/** The syntax tree of an expression; throws `ExpressionSyntaxError`. */
export function parse(source: string): jsonata.Expression {
  try {
    return jsonata(source, GUARDS);
  } catch (error) {
    throw syntaxError(source, error as jsonata.JsonataError);
  }
}

function syntaxError(source: string, error: jsonata.JsonataError): ExpressionSyntaxError {
  const past = error.position ?? source.length;
  const token = error.token === undefined || error.token === '(end)' ? '' : String(error.token);
  const offset = source.slice(0, past).endsWith(token) ? past - token.length : past;
  return new ExpressionSyntaxError(error.message, Math.max(0, Math.min(offset, source.length)));
}

function asToolError(source: string, error: unknown): ToolError {
  if (error instanceof ToolError) return error;
  const message =
    isObject(error) || error instanceof Error ? String((error as Error).message) : String(error);
  const shown = source.length > 80 ? `${source.slice(0, 77)}...` : source;
  return new ToolError(
    'transform',
    `the expression \`${shown}\` failed: ${message}. The integration's YAML needs a correction; calling again will not help.`,
    {},
    error,
  );
}
