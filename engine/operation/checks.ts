import { ToolError } from '../errors.ts';
import { type Bindings, compileExpression } from '../expression/expression.ts';
import { compileTemplate } from '../expression/template.ts';
import type { MethodDefinition } from '../types.ts';
import { type Trace, traced } from './trace.ts';

export type RunChecks = (
  values: Readonly<Record<string, unknown>>,
  bindings: Bindings,
  trace?: Trace,
) => Promise<void>;

/** Compiles what must hold of the arguments before anything is sent, if anything must; the first check that fails is the error. */
export function compileChecks(checks: MethodDefinition['checks']): RunChecks | undefined {
  if (!checks) return undefined;
  const compiled = checks.map((check) => ({
    check,
    assert: compileExpression(`$boolean(${check.assert}\n)`),
    message: compileTemplate(check.message),
  }));
  return async (values, bindings, trace) => {
    for (const { check, assert, message } of compiled) {
      await traced(
        trace,
        () => ({ type: 'check', assert: check.assert }),
        async () => {
          if ((await assert.evaluate(values, bindings)) === true) return;
          const text = `${await message.fill(values, bindings)} Nothing was sent.`;
          throw new ToolError('check_failed', text, {}, undefined, check);
        },
      );
    }
  };
}
