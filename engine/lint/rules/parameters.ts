import { hasBody, parseRequestLine } from '../../http/request-line.ts';
import { suggest } from '../../nearest.ts';
import { schemaProblem } from '../../schema/validator.ts';
import type { Rule } from '../rule.ts';

const RESERVED = ['limit', 'next_cursor'];

export const unknownRequired: Rule = {
  name: 'unknown-required',
  severity: 'error',
  description: '`required:` may only name declared parameters, or settings under `account:`.',
  check({ methods, files, integration }, report) {
    for (const { definition, source, path } of methods) {
      const declared = [
        ...Object.keys(definition.parameters ?? {}),
        ...parseRequestLine(definition.request).pathParameters,
      ];
      for (const [index, name] of (definition.required ?? []).entries()) {
        if (!declared.includes(name))
          report({
            source,
            path: [...path, 'required', index],
            message: `\`${name}\` is required but not declared; ${hint(name, declared)}`,
          });
      }
    }
    const source = files.find(({ kind }) => kind === 'integration_file')?.source;
    const settings = Object.keys(integration?.account?.properties ?? {});
    for (const [index, name] of (integration?.account?.required ?? []).entries()) {
      if (source && !settings.includes(name))
        report({
          source,
          path: ['account', 'required', index],
          message: `\`${name}\` is required but not declared; ${hint(name, settings)}`,
        });
    }
  },
};

const hint = (name: string, declared: readonly string[]) =>
  declared.length === 0 ? 'declare it first.' : suggest(name, declared);

export const reservedParameter: Rule = {
  name: 'reserved-parameter',
  severity: 'error',
  description:
    'A list tool has `limit` and `next_cursor` of its own; its parameters need other names (see `as:`).',
  check({ methods }, report) {
    for (const { definition, name, source, path } of methods) {
      if (name !== 'list' && definition.response?.items === undefined) continue;
      for (const parameter of Object.keys(definition.parameters ?? {}))
        if (RESERVED.includes(parameter))
          report({
            source,
            path: [...path, 'parameters', parameter],
            part: 'key',
            message: `every list tool has its own \`${parameter}\`; rename this parameter and send it with \`as: ${parameter}\`.`,
          });
    }
  },
};

export const bodyWithoutBodyVerb: Rule = {
  name: 'body-without-body-verb',
  severity: 'error',
  description: 'GET and HEAD requests have no body.',
  check({ methods }, report) {
    for (const { definition, source, path } of methods) {
      const { verb } = parseRequestLine(definition.request);
      if (hasBody(verb) || verb === 'DELETE') continue;
      if (definition.body !== undefined)
        report({
          source,
          path: [...path, 'body'],
          part: 'key',
          message: `a ${verb} request has no body; use \`query:\`.`,
        });
      for (const [name, parameter] of Object.entries(definition.parameters ?? {}))
        if (parameter.in === 'body')
          report({
            source,
            path: [...path, 'parameters', name, 'in'],
            message: `a ${verb} request has no body; use \`in: query\`.`,
          });
    }
  },
};

export const invalidValueSchema: Rule = {
  name: 'invalid-value-schema',
  severity: 'error',
  description: "A parameter's keywords must make a JSON Schema that can be checked against.",
  check({ methods }, report) {
    for (const { definition, source, path } of methods) {
      for (const [name, { in: _, as: __, ...schema }] of Object.entries(definition.parameters ?? {})) {
        const problem = schemaProblem(schema as Record<string, unknown>);
        if (problem !== undefined)
          report({
            source,
            path: [...path, 'parameters', name],
            part: 'key',
            message: `\`${name}\` is not a usable JSON Schema: ${problem}.`,
          });
      }
    }
  },
};
