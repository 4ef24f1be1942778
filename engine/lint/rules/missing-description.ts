import type { Rule } from '../rule.ts';

export const missingDescription: Rule = {
  name: 'missing-description',
  severity: 'warning',
  description:
    'A method, and each parameter that is written out, has a description: it is all that a model has to choose by.',
  check({ methods, chains }, report) {
    for (const { tool, definition, source, path } of [...methods, ...chains]) {
      if (definition.description === undefined)
        report({
          source,
          path,
          part: 'key',
          message: `\`${tool}\` has no \`description\`; say in a sentence what it does and when to use it.`,
        });
    }
    for (const { definition, source, path } of [...methods.filter(({ isShort }) => !isShort), ...chains]) {
      for (const [name, parameter] of Object.entries(definition.parameters ?? {})) {
        if (parameter.description === undefined)
          report({
            source,
            path: [...path, 'parameters', name],
            part: 'key',
            message: `the parameter \`${name}\` has no \`description\`; say what to pass.`,
          });
      }
    }
  },
};
