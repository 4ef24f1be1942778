import { parseRequestLine } from '../../http/request-line.ts';
import { suggest } from '../../nearest.ts';
import { CONTROL_NAMES } from '../../schema/controls.ts';
import type { Method } from '../../schema/model.ts';
import type { Path, Source } from '../../yaml/source.ts';
import { nameOf } from '../answers.ts';
import type { Rule } from '../rule.ts';

export const stepArgument: Rule = {
  name: 'step-argument',
  severity: 'error',
  description: 'A step, and `schema_from`, give a method only arguments that it takes.',
  check({ methods, chains }, report) {
    const taken = new Map(methods.map((method) => [nameOf(method), argumentsOf(method)]));
    const look = (source: Source, path: Path, method: string, given: object = {}) => {
      const known = taken.get(method);
      for (const name of Object.keys(given)) {
        if (!known || known.includes(name)) continue;
        report({
          source,
          path: [...path, 'arguments', name],
          part: 'key',
          length: name.length,
          message: `\`${method}\` takes no \`${name}\`; ${suggest(name, known)}`,
        });
      }
    };
    for (const { definition, source, path } of chains)
      for (const [index, { method, arguments: given }] of definition.steps.entries())
        look(source, [...path, 'steps', index], method, given);
    for (const { definition, source, path } of methods)
      for (const [name, { schema_from: from }] of Object.entries(definition.parameters ?? {}))
        if (from) look(source, [...path, 'parameters', name, 'schema_from'], from.method, from.arguments);
  },
};

const argumentsOf = ({ definition }: Method): string[] => [
  ...parseRequestLine(definition.request).pathParameters,
  ...Object.keys(definition.parameters ?? {}),
  ...(definition.response?.items === undefined ? CONTROL_NAMES.write : CONTROL_NAMES.list),
];
