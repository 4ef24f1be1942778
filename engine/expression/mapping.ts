import { setOwn } from '../json.ts';
import type { Run } from './compiler/frame.ts';
import { evaluateIn, inRuns, type Program } from './compiler/program.ts';
import { isOrdinary } from './compiler/values.ts';
import { type Bindings, compileExpression, compileSource, transformError } from './expression.ts';
import { LIMITS } from './limits.ts';

/** Makes an object of a value, a member for each expression; those that yield nothing are left out. */
export type Mapping = (input: unknown, bindings: Bindings) => unknown;

interface Field {
  readonly name: string;
  readonly source: string;
  readonly program: Program;
}

/**
 * Compiles the fields of an object as one function: synchronous, within one set of limits; a promise only where a field is
 * left to the interpreter. Throws `ExpressionSyntaxError`.
 */
export function compileMapping(sources: Readonly<Record<string, string>>): Mapping {
  const fields: Field[] = [];
  for (const [name, source] of Object.entries(sources)) {
    const { program } = compileSource(source);
    if (!program) return oneByOne(sources);
    fields.push({ name, source, program });
  }
  return inRuns(LIMITS, (run) => fill(fields, run));
}

function fill(fields: readonly Field[], run: Run): object {
  const ordinary = isOrdinary(run.root) ? run.root : undefined;
  const mapped: Record<string, unknown> = {};
  for (const { name, source, program } of fields) {
    const value =
      ordinary && program.name !== undefined ? ordinary[program.name] : evaluateField(source, program, run);
    if (value !== undefined) setOwn(mapped, name, value);
  }
  return mapped;
}

function evaluateField(source: string, program: Program, run: Run): unknown {
  try {
    return evaluateIn(program, run);
  } catch (error) {
    throw transformError(source, error);
  }
}

/** Never at once: evaluations that wait for each other cost many times as much. */
function oneByOne(sources: Readonly<Record<string, string>>): Mapping {
  const expressions = Object.entries(sources).map(
    ([name, source]) => [name, compileExpression(source)] as const,
  );
  return async (input, bindings) => {
    const mapped = {};
    for (const [name, expression] of expressions) {
      const value = await expression.evaluate(input, bindings);
      if (value !== undefined) setOwn(mapped, name, value);
    }
    return mapped;
  };
}
