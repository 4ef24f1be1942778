import { ExpressionSyntaxError } from '../../expression/expression.ts';
import { REQUEST_BINDINGS, RESPONSE_BINDINGS } from '../../expression/fragment.ts';
import { unknownVariables, type VariableUse, visibleNames } from '../../expression/inspect.ts';
import { memoise } from '../../memo.ts';
import { nearest } from '../../nearest.ts';
import { codeOf } from '../placeholders.ts';
import type { Rule } from '../rule.ts';

export const unknownBinding: Rule = {
  name: 'unknown-binding',
  severity: 'error',
  description: 'A `$name` must be a binding of its place, a function, or defined in the expression itself.',
  check({ files }, report) {
    for (const { source, sites } of files) {
      for (const { bindings, ...site } of sites) {
        if (bindings.includes('*')) continue;
        for (const { path, offset, source: code } of codeOf({ ...site, bindings }, () => {})) {
          for (const variable of variablesIn(code, bindings)) {
            const message = `\`$${variable.name}\` is not known here; ${advice(variable, bindings)}`;
            report({ source, path, offset: offset + variable.offset, message });
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

const variablesIn = (code: string, bindings: readonly string[]) =>
  variablesOnce(JSON.stringify([code, bindings]));

const variablesOnce = memoise((text) => {
  const [code, bindings] = JSON.parse(text) as [string, string[]];
  try {
    return unknownVariables(code, bindings);
  } catch (error) {
    if (error instanceof ExpressionSyntaxError) return [];
    throw error;
  }
}, 20_000);
