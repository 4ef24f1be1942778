import { suggest } from '../../nearest.ts';
import type { Source } from '../../yaml/source.ts';
import type { Rule } from '../rule.ts';

export const caseMethod: Rule = {
  name: 'case-method',
  severity: 'error',
  isFirm: true,
  description: 'A case names a method or a chain of the integration, itself or through its file.',
  check({ cases, methods, chains }, report) {
    const known = [...methods, ...chains].map(({ resource, name }) => `${resource}.${name}`);
    if (known.length === 0) return;
    const names = new Set(known);
    const seen = new Set<Source>();
    for (const { method, definition, source, path } of cases) {
      const isOwn = definition.method !== undefined;
      if (names.has(method) || (!isOwn && seen.has(source))) continue;
      if (!isOwn) seen.add(source);
      const hint = suggest(method, known, 'there are');
      if (method === '')
        report({
          source,
          path,
          message: `the case has no \`method:\`; give it one, or the whole file. ${hint}`,
        });
      else
        report({
          source,
          path: isOwn ? [...path, 'method'] : ['method'],
          message: `there is no method \`${method}\`; ${hint}`,
        });
    }
  },
};

export const caseOutcome: Rule = {
  name: 'case-outcome',
  severity: 'error',
  isFirm: true,
  description: 'A case ends with `result:` or with `error:`, not both.',
  check({ cases }, report) {
    for (const { definition, source, path } of cases)
      if (definition.result !== undefined && definition.error !== undefined)
        report({
          source,
          path: [...path, 'error'],
          part: 'key',
          message: 'the case has a `result:` too; a call ends in one way, so make it two cases.',
        });
  },
};
