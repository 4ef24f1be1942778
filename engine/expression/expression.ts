import { ToolError } from '../errors.ts';
import { isObject } from '../json.ts';
import { type Node, Unsupported } from './compiler/ast.ts';
import { ExpressionFailure } from './compiler/failure.ts';
import type { Limits } from './compiler/guards.ts';
import { compileProgram, type Program, runProgram } from './compiler/program.ts';
import { interpret } from './interpreter.ts';
import { LIMITS } from './limits.ts';
import { ExpressionSyntaxError, type Mistake, offsetIn, parse } from './syntax.ts';

export { ExpressionSyntaxError, parse } from './syntax.ts';

/** Values visible to an expression as `$name`. */
export type Bindings = Readonly<Record<string, unknown>>;

/** JSONata source compiled once; `undefined` stands for "nothing there". */
export interface Expression {
  readonly source: string;
  /** Why it is left to the interpreter; absent when it is compiled. */
  readonly interpreted?: string;
  /**
   * Plain data, which may share parts with `input`; a promise of it only where the expression is interpreted. Never changes
   * `input`. A failure is a `ToolError` with code `transform`, whose cause has the code that JSONata documents.
   */
  evaluate(input: unknown, bindings?: Bindings): unknown;
}

/** Compiles JSONata; throws `ExpressionSyntaxError`. */
export function compileExpression(source: string, limits: Limits = LIMITS): Expression {
  const { program, interpreted } = compileSource(source, limits);
  if (!program) {
    const parsed = parse(source, limits);
    return {
      source,
      interpreted,
      evaluate: (input, bindings = {}) =>
        interpret(parsed, input, bindings, limits).catch((error) => {
          throw transformError(source, error);
        }),
    };
  }
  return {
    source,
    evaluate(input, bindings = NO_BINDINGS) {
      try {
        return runProgram(program, input, bindings, limits);
      } catch (error) {
        throw transformError(source, error);
      }
    },
  };
}

const NO_BINDINGS: Bindings = {};

/** The expression as a program, or why only the interpreter can evaluate it. */
export function compileSource(
  source: string,
  limits: Limits = LIMITS,
): { program: Program; interpreted?: never } | { program?: never; interpreted: string } {
  const parsed = parse(source, limits);
  try {
    return { program: compileProgram(parsed.ast() as Node) };
  } catch (error) {
    if (error instanceof Unsupported) return { interpreted: error.message };
    throw error;
  }
}

/** What went wrong in an expression, for the person who wrote it: in JSONata's words, and where. */
export interface Fault {
  message: string;
  /** 0-based index into the expression, where it is known. */
  offset?: number;
}

/** The fault behind an error of compiling or evaluating; `undefined` for an error of another kind. */
export function faultOf(source: string, error: unknown): Fault | undefined {
  if (error instanceof ExpressionSyntaxError) return { message: error.message, offset: error.offset };
  if (!(error instanceof ToolError)) return undefined;
  const { cause } = error;
  if (!isObject(cause) && !(cause instanceof Error)) return { message: error.message };
  const offset = offsetIn(source, cause instanceof ExpressionFailure ? cause.facts : (cause as Mistake));
  return { message: String((cause as Error).message), ...(offset !== undefined && { offset }) };
}

/** A failure under evaluation in words, naming the expression. */
export function transformError(source: string, error: unknown): ToolError {
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
