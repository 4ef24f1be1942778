import { toPlain } from '../plain.ts';
import { boundNames, type Node, plainName } from './ast.ts';
import { builtIn } from './builtins/index.ts';
import { compileNode } from './compile.ts';
import { ExpressionFailure } from './failure.ts';
import { Frame, Run } from './frame.ts';
import { Guards, type Limits } from './guards.ts';
import { mayGiveFunctions } from './leaks.ts';
import { beginMarks, endMarks } from './marks.ts';
import { Scope } from './scope.ts';
import { type Code, isOrdinary, wrapInput } from './values.ts';

/** A compiled expression: synchronous, and it changes nothing that it is given. */
export interface Program {
  readonly code: Code;
  /** Variables outside of blocks and functions. */
  readonly size: number;
  /** Whether no function can be in what it gives, so that it is plain data as it is. */
  readonly isPlain: boolean;
  /** The name that it is, when it is nothing else. */
  readonly name: string | undefined;
}

type Bindings = Run['bindings'];

/** Compiles a syntax tree; throws `Unsupported` for what only the interpreter can do. */
export function compileProgram(ast: Node): Program {
  const scope = new Scope(boundNames(ast), compileNode);
  const code = scope.compile(ast);
  return { code, size: scope.size, isPlain: !mayGiveFunctions(ast), name: plainName(ast) };
}

/** Does some evaluations as one, within the same limits; `evaluateIn` is how. */
export function inOneRun<T>(input: unknown, bindings: Bindings, limits: Limits, work: (run: Run) => T): T {
  const run = new Run(input, bindings, new Guards(limits), hasBuiltIn);
  const outer = beginMarks();
  try {
    return work(run);
  } finally {
    endMarks(outer);
  }
}

/**
 * The same for work that is done for one input after another: what a run is made of is made once, since garbage for every item
 * of a long list costs more than the work.
 */
export function inRuns<T>(limits: Limits, work: (run: Run) => T): (input: unknown, bindings: Bindings) => T {
  let idle: Run | undefined;
  return (input, bindings) => {
    const run = idle ?? new Run(undefined, bindings, new Guards(limits), hasBuiltIn);
    idle = undefined;
    run.restart(input, bindings);
    const outer = beginMarks();
    try {
      return work(run);
    } finally {
      endMarks(outer);
      run.root = undefined;
      idle = run;
    }
  };
}

/** The value of a program for the input of the run. */
export function evaluateIn({ code, size, isPlain }: Program, run: Run): unknown {
  try {
    const value = code(wrapInput(run.root), size === 0 ? run.frame : new Frame(size, undefined, run));
    return isScalar(value) || (isPlain && !run.isOverridden) ? value : toPlain(value);
  } catch (error) {
    throw ownLimit(error, run.guards.limits);
  }
}

export function runProgram(program: Program, input: unknown, bindings: Bindings, limits: Limits): unknown {
  if (program.name !== undefined && isOrdinary(input)) return input[program.name];
  return inOneRun(input, bindings, limits, (run) => evaluateIn(program, run));
}

function hasBuiltIn(bindings: Bindings): boolean {
  for (const name in bindings) if (builtIn(name) !== undefined) return true;
  return false;
}

const isScalar = (value: unknown) => typeof value !== 'object' && typeof value !== 'function';

/** The machine's own limits may be reached before those that are counted. */
function ownLimit(error: unknown, { characters }: Limits): unknown {
  if (!(error instanceof RangeError)) return error;
  if (error.message.includes('call stack')) return new ExpressionFailure('D1011');
  if (error.message.includes('string length')) return new ExpressionFailure('Y1002', { value: characters });
  return error;
}
