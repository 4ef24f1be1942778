import { hasBody, parseRequestLine } from '../../http/request-line.ts';
import { suggest } from '../../nearest.ts';
import { CONTROL_NAMES } from '../../schema/controls.ts';
import { pathOf } from '../../schema/pointer.ts';
import { schemaProblem } from '../../schema/validator.ts';
import type { Parameter } from '../../types.ts';
import type { Path, Source } from '../../yaml/source.ts';
import type { Rule } from '../rule.ts';

export const unknownRequired: Rule = {
  name: 'unknown-required',
  severity: 'error',
  isFirm: true,
  description: '`required:` may only name declared parameters, or settings under `account:`.',
  check({ methods, chains, files, integration }, report) {
    const look = (
      source: Source,
      path: Path,
      required: readonly string[] = [],
      declared: readonly string[],
    ) => {
      const names = new Set(declared);
      for (const [index, name] of required.entries()) {
        if (!names.has(name))
          report({
            source,
            path: [...path, 'required', index],
            message: `\`${name}\` is required but not declared; ${hint(name, declared)}`,
          });
      }
    };
    for (const { definition, source, path } of methods)
      look(source, path, definition.required, [
        ...Object.keys(definition.parameters ?? {}),
        ...parseRequestLine(definition.request).pathParameters,
      ]);
    for (const { definition, source, path } of chains)
      look(source, path, definition.required, Object.keys(definition.parameters ?? {}));
    const source = files.find(({ kind }) => kind === 'integration_file')?.source;
    const { required, properties } = integration?.account ?? {};
    if (source) look(source, ['account'], required, Object.keys(properties ?? {}));
  },
};

const hint = (name: string, declared: readonly string[]) =>
  declared.length === 0 ? 'declare it first.' : suggest(name, declared);

export const reservedParameter: Rule = {
  name: 'reserved-parameter',
  severity: 'error',
  isFirm: true,
  description:
    'List tools have `limit`, `next_cursor`, `fields` and `transform` of their own, writing tools `dry_run`; parameters need other names (see `as:`).',
  check({ methods }, report) {
    for (const { definition, name, source, path } of methods) {
      const isList = name === 'list' || definition.response?.items !== undefined;
      const reserved = isList ? CONTROL_NAMES.list : CONTROL_NAMES.write;
      for (const parameter of Object.keys(definition.parameters ?? {}))
        if (reserved.includes(parameter))
          report({
            source,
            path: [...path, 'parameters', parameter],
            part: 'key',
            message: `every ${isList ? 'list' : 'writing'} tool has its own \`${parameter}\`; rename this parameter and send it with \`as: ${parameter}\`.`,
          });
    }
  },
};

export const bodyWithoutBodyVerb: Rule = {
  name: 'body-without-body-verb',
  severity: 'error',
  isFirm: true,
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
  isFirm: true,
  description: "A parameter's keywords must make a JSON Schema that can be checked against.",
  check({ methods, chains }, report) {
    const problemOf = rememberProblems();
    for (const { definition, source, path } of [...methods, ...chains]) {
      for (const [name, parameter] of Object.entries(definition.parameters ?? {})) {
        const problem = problemOf(parameter as Parameter);
        if (problem === undefined) continue;
        const [, pointer = '', reason = problem] = INVALID.exec(problem) ?? [];
        const inner = pathOf(pointer);
        report({
          source,
          path: [...path, 'parameters', name, ...inner],
          part: inner.length === 0 ? 'key' : 'value',
          message: `\`${[name, ...inner].join('.')}\` makes no usable JSON Schema: ${reason}.`,
        });
      }
    }
  },
};

/** Most parameters are alike but for their words, and compiling a schema takes Ajv a while. */
function rememberProblems(): (parameter: Parameter) => string | undefined {
  const known = new Map<string, string | undefined>();
  return ({ in: _, as: __, schema_from: ___, title: ____, description: _____, ...schema }) => {
    const key = JSON.stringify(schema);
    if (!known.has(key)) known.set(key, schemaProblem(schema as Record<string, unknown>));
    return known.get(key);
  };
}

/** Ajv on a schema that does not fit the meta-schema: where, and what it must be; further errors follow after a comma. */
const INVALID = /^schema is invalid: data(\S*) (.*?)(?:, data\/.*)?$/;

export const batchArgument: Rule = {
  name: 'batch-argument',
  severity: 'error',
  isFirm: true,
  description: '`batch.argument` must name an array parameter.',
  check({ methods }, report) {
    for (const { definition, source, path } of methods) {
      const argument = definition.batch?.argument;
      if (argument === undefined || definition.parameters?.[argument]?.type === 'array') continue;
      const arrays = Object.entries(definition.parameters ?? {}).filter(([, { type }]) => type === 'array');
      const names = arrays.map(([name]) => name);
      report({
        source,
        path: [...path, 'batch', 'argument'],
        message: `\`${argument}\` is not an array parameter; ${hint(argument, names)}`,
      });
    }
  },
};

export const unknownMethod: Rule = {
  name: 'unknown-method',
  severity: 'error',
  isFirm: true,
  description: '`schema_from.method` and the `method` of a step must name a method of the same integration.',
  check({ methods, chains }, report) {
    const known = methods.map(({ resource, name }) => `${resource}.${name}`);
    const names = new Set(known);
    const look = (source: Source, path: Path, method: string) => {
      if (names.has(method)) return;
      report({
        source,
        path: [...path, 'method'],
        message: `there is no method \`${method}\`; ${suggest(method, known)}`,
      });
    };
    for (const { definition, source, path } of methods)
      for (const [name, { schema_from: from }] of Object.entries(definition.parameters ?? {}))
        if (from) look(source, [...path, 'parameters', name, 'schema_from'], from.method);
    for (const { definition, source, path } of chains)
      for (const [index, { method }] of definition.steps.entries())
        look(source, [...path, 'steps', index], method);
  },
};
