import { ExpressionSyntaxError } from '../../expression/expression.ts';
import { REQUEST_BINDINGS, RESPONSE_BINDINGS } from '../../expression/fragment.ts';
import { unknownVariables, type VariableUse, visibleNames } from '../../expression/inspect.ts';
import { nearest, surest } from '../../nearest.ts';
import { codeOf } from '../placeholders.ts';
import type { Rule } from '../rule.ts';

export const unknownBinding: Rule = {
  name: 'unknown-binding',
  isPerFile: true,
  severity: 'error',
  description: 'A `$name` must be a binding of its place, a function, or defined in the expression itself.',
  check({ files }, report) {
    for (const { source, sites } of files) {
      for (const { bindings, ...site } of sites) {
        if (bindings.includes('*')) continue;
        for (const { path, offset, source: code } of codeOf({ ...site, bindings }, () => {})) {
          for (const variable of variablesIn(code, bindings)) {
            const message = `\`$${variable.name}\` is not known here; ${advice(variable, bindings)}`;
            report({
              source,
              path,
              offset: offset + variable.offset,
              length: variable.name.length + 1,
              message,
              replacement: code.startsWith(`$${variable.name}`, variable.offset)
                ? sure(variable, bindings)
                : undefined,
            });
          }
        }
      }
    }
  },
};

/** Bindings of some place; where they are not known, another name that looks alike is not what was meant. */
const ELSEWHERE = new Set([...REQUEST_BINDINGS, ...RESPONSE_BINDINGS, 'token', 'env']);

function advice({ name, locals }: VariableUse, bindings: readonly string[]): string {
  const match = ELSEWHERE.has(name) ? undefined : nearest(name, [...locals, ...visibleNames(bindings)]);
  if (match !== undefined) return `did you mean \`$${match}\`?`;
  return `known here: ${bindings.map((binding) => `\`$${binding}\``).join(', ')}.`;
}

/** The binding or function that it must be; not where the expression has a name of its own that is as near. */
function sure({ name, locals }: VariableUse, bindings: readonly string[]): string | undefined {
  if (ELSEWHERE.has(name) || nearest(name, locals) !== undefined) return undefined;
  const match = surest(name, visibleNames(bindings));
  return match === undefined ? undefined : `$${match}`;
}

function variablesIn(code: string, bindings: readonly string[]) {
  try {
    return unknownVariables(code, bindings);
  } catch (error) {
    if (error instanceof ExpressionSyntaxError) return [];
    throw error;
  }
}
