import { compileExpression, type Fault, faultOf } from '../../engine/expression/expression.ts';
import { RESPONSE_BINDINGS } from '../../engine/expression/fragment.ts';
import { unknownVariables, visibleNames } from '../../engine/expression/inspect.ts';
import { nearest } from '../../engine/nearest.ts';
import { compileItem } from '../../engine/operation/item.ts';
import { countTokens } from '../tokens.ts';
import type { Answer } from './answer.ts';

export interface Size {
  bytes: number;
  tokens: number;
}

export interface Evaluated {
  expression: string;
  /** Absent when the expression finds nothing, or fails. */
  result?: unknown;
  size?: Size;
  failure?: Fault;
}

/** Evaluates an expression on an answer, exactly as one in the YAML is. */
export async function evaluate(expression: string, { body, bindings }: Answer): Promise<Evaluated> {
  try {
    const unknown = unknownVariables(expression, RESPONSE_BINDINGS)[0];
    const result = await compileExpression(expression).evaluate(body, bindings);
    if (result !== undefined) return { expression, result, size: await sizeOf(JSON.stringify(result)) };
    return unknown ? { expression, failure: unknownFailure(unknown) } : { expression };
  } catch (error) {
    const failure = faultOf(expression, error);
    if (!failure) throw error;
    return { expression, failure };
  }
}

/** A name that nothing is bound to is nothing in JSONata; where the whole comes to nothing, that is why. */
function unknownFailure({ name, locals, offset }: ReturnType<typeof unknownVariables>[number]): Fault {
  const match = nearest(name, [...locals, ...visibleNames(RESPONSE_BINDINGS)]);
  return {
    message: `nothing is called $${name} here${match === undefined ? '' : `; did you mean $${match}?`}`,
    offset,
  };
}

/** What the tool's own mapping makes of the answer; `undefined` where there is no tool, or none that fits the answer. */
export async function applyMapping({
  method,
  body,
  bindings,
}: Answer): Promise<{ value: unknown; size: Size } | undefined> {
  const { items, item } = method?.definition.response ?? {};
  if (!method) return undefined;
  const map = compileItem(item);
  try {
    const found = items === undefined ? body : await compileExpression(items).evaluate(body, bindings);
    const value =
      items === undefined
        ? await map(found, bindings)
        : await Promise.all([found ?? []].flat().map((one) => map(one, bindings)));
    return { value, size: await sizeOf(JSON.stringify(value) ?? '') };
  } catch {
    return undefined;
  }
}

export const sizeOf = async (text: string): Promise<Size> => ({
  bytes: Buffer.byteLength(text),
  tokens: await countTokens(text),
});
