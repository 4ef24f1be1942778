import jsonata from 'jsonata';
import { ToolError } from '../errors.ts';
import { isObject } from '../json.ts';
import { functions } from './functions.ts';
import { toPlain } from './plain.ts';

/** Values visible to an expression as `$name`. */
export type Bindings = Readonly<Record<string, unknown>>;

/** JSONata source compiled once; `undefined` stands for "nothing there". */
export interface Expression {
  readonly source: string;
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

/** Stops runaway recursion, endless loops and giant ranges; a mapping of a full page stays far below. */
const GUARDS = { timeout: 5_000, stack: 10_000, sequence: 1_000_000 };

/** Compiles JSONata; throws `ExpressionSyntaxError`. */
export function compileExpression(source: string): Expression {
  const program = parse(source);
  const interpret = async (input: unknown, bindings: Bindings = {}) => {
    try {
      return toPlain(await program.evaluate(toPlain(input), { ...functions, ...copies(bindings) }));
    } catch (error) {
      throw asToolError(source, error);
    }
  };
  const steps = namesOf(program.ast());
  if (!steps) return { source, evaluate: interpret };
  return { source, evaluate: (input, bindings) => readPath(input, steps, () => interpret(input, bindings)) };
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

/** Parses JSONata; throws `ExpressionSyntaxError`. */
export function parse(source: string): jsonata.Expression {
  try {
    return jsonata(source, GUARDS);
  } catch (error) {
    throw syntaxError(source, error as jsonata.JsonataError);
  }
}

function syntaxError(source: string, error: jsonata.JsonataError): ExpressionSyntaxError {
  return new ExpressionSyntaxError(error.message, offsetIn(source, error) ?? source.length);
}

/** 0-based index of the character that JSONata's error is about; its own position is that after the token. */
function offsetIn(source: string, { position, token: found }: jsonata.JsonataError): number | undefined {
  if (position === undefined) return undefined;
  const token = found === undefined || found === '(end)' ? '' : String(found);
  const at = token === '' ? -1 : source.lastIndexOf(token, position - 1);
  // Of a call, it is the position after the bracket behind the function's name.
  const offset = at !== -1 && at + token.length >= position - 1 ? at : position;
  return Math.max(0, Math.min(offset, source.length));
}

/** What went wrong in an expression, for the person who wrote it: in JSONata's words, and where. */
export interface ExpressionFailure {
  message: string;
  /** 0-based index into the expression, where it is known. */
  offset?: number;
}

/** The failure behind an error of compiling or evaluating; `undefined` for an error of another kind. */
export function failureOf(source: string, error: unknown): ExpressionFailure | undefined {
  if (error instanceof ExpressionSyntaxError) return { message: error.message, offset: error.offset };
  if (!(error instanceof ToolError)) return undefined;
  const { cause } = error;
  if (!isObject(cause) && !(cause instanceof Error)) return { message: error.message };
  const offset = offsetIn(source, cause as jsonata.JsonataError);
  return { message: String((cause as Error).message), ...(offset !== undefined && { offset }) };
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

/** The names of a plain path such as `data.contacts`, or `undefined` for any other expression. */
function namesOf(ast: jsonata.ExprNode): string[] | undefined {
  if (ast.type !== ('path' as string) || Object.keys(ast).some((key) => key !== 'type' && key !== 'steps'))
    return undefined;
  const names: string[] = [];
  for (const step of ast.steps ?? []) {
    if (step.type !== 'name' || Object.keys(step).some((key) => !['type', 'value', 'position'].includes(key)))
      return undefined;
    names.push(step.value as string);
  }
  return names;
}

/** Reads a plain path through objects; an array on the way means JSONata's mapping rules, so `otherwise` decides. */
function readPath(input: unknown, names: readonly string[], otherwise: () => unknown): unknown {
  let value = input;
  for (const name of names) {
    if (Array.isArray(value)) return otherwise();
    if (!isObject(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value;
}
