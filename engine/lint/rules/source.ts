import { isSafe, parseRequestLine } from '../../http/request-line.ts';
import type { Method } from '../../schema/model.ts';
import type { Rule } from '../rule.ts';

export const missingSource: Rule = {
  name: 'missing-source',
  severity: 'warning',
  description:
    'A method that changes something says in `source:` how well its endpoint is known, since trying it out is no way to learn.',
  check({ methods }, report) {
    for (const method of methods) {
      const { tool, definition, source, path } = method;
      if (definition.source !== undefined || !isWrite(method)) continue;
      report({
        source,
        path,
        part: 'key',
        message: `\`${tool}\` changes something but has no \`source:\`; say whether the endpoint is documented, observed or inferred.`,
      });
    }
  },
};

const isWrite = ({ definition }: Method): boolean =>
  !(definition.hints?.read_only ?? isSafe(parseRequestLine(definition.request).verb));

export const unbackedSource: Rule = {
  name: 'unbacked-source',
  severity: 'warning',
  description:
    '`source:` says where a documented or observed endpoint is stated (`url:`), and what exactly of an inferred one is known (`note:`).',
  check({ methods }, report) {
    for (const { definition, source, path } of methods) {
      const { status, url, note } = definition.source ?? {};
      if (status === undefined || (status === 'inferred' ? note : (url ?? note)) !== undefined) continue;
      const message =
        status === 'inferred'
          ? 'nothing says what is known of this endpoint and what is not; add a `note:`.'
          : `nothing says where this endpoint is ${status}; add a \`url:\`.`;
      report({ source, path: [...path, 'source', 'status'], message });
    }
  },
};
