import { ExpressionSyntaxError } from '../../expression/expression.ts';
import { unknownVariables, visibleNames } from '../../expression/inspect.ts';
import { suggest } from '../../nearest.ts';
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
            const known = suggest(variable.name, visibleNames(bindings)).startsWith('did')
              ? suggest(variable.name, visibleNames(bindings)).replace('`', '`$')
              : `known here: ${bindings.map((name) => `\`$${name}\``).join(', ')}.`;
            report({
              source,
              path,
              offset: offset + variable.offset,
              message: `\`$${variable.name}\` is not known here; ${known}`,
            });
          }
        }
      }
    }
  },
};

function variablesIn(code: string, bindings: readonly string[]) {
  try {
    return unknownVariables(code, bindings);
  } catch (error) {
    if (error instanceof ExpressionSyntaxError) return [];
    throw error;
  }
}
