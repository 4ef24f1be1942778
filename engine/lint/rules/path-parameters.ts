import { parseRequestLine } from '../../http/request-line.ts';
import { suggest } from '../../nearest.ts';
import type { Rule } from '../rule.ts';

export const undeclaredPathParameter: Rule = {
  name: 'undeclared-path-parameter',
  severity: 'error',
  isFirm: true,
  description:
    'A `{name}` in a path must be declared under `parameters:`, unless the method is just a request line.',
  check({ methods }, report) {
    for (const { definition, isShort, source, path } of methods) {
      if (isShort) continue;
      const declared = Object.keys(definition.parameters ?? {});
      for (const name of parseRequestLine(definition.request).pathParameters) {
        if (declared.includes(name)) continue;
        const hint =
          declared.length === 0
            ? 'add it under `parameters:`.'
            : suggest(name, declared, 'declare it beside');
        const offset = definition.request.indexOf(`{${name}}`) + 1;
        report({
          source,
          path: [...path, 'request'],
          offset,
          length: name.length,
          message: `\`${name}\` is in the path but not declared; ${hint}`,
        });
      }
    }
  },
};

export const unusedPathParameter: Rule = {
  name: 'unused-path-parameter',
  severity: 'error',
  description: 'A parameter with `in: path` must stand in the path as `{name}`.',
  check({ methods }, report) {
    for (const { definition, source, path } of methods) {
      const used = parseRequestLine(definition.request).pathParameters;
      for (const [name, parameter] of Object.entries(definition.parameters ?? {})) {
        if (parameter.in !== 'path' || used.includes(name)) continue;
        const message = `\`${name}\` is declared \`in: path\` but \`{${name}}\` is not in \`${definition.request}\`.`;
        report({ source, path: [...path, 'parameters', name], part: 'key', message });
      }
    }
  },
};

export const misplacedPathParameter: Rule = {
  name: 'misplaced-path-parameter',
  severity: 'error',
  description: 'A parameter that stands in the path goes there and nowhere else, under its own name.',
  check({ methods }, report) {
    for (const { definition, source, path } of methods) {
      for (const name of parseRequestLine(definition.request).pathParameters) {
        const parameter = definition.parameters?.[name];
        const key =
          parameter?.as !== undefined
            ? 'as'
            : parameter?.in !== undefined && parameter.in !== 'path'
              ? 'in'
              : undefined;
        if (key === undefined) continue;
        report({
          source,
          path: [...path, 'parameters', name, key],
          message: `\`${name}\` stands in the path, so \`${key}\` has no meaning; remove it.`,
        });
      }
    }
  },
};

export const pathSyntax: Rule = {
  name: 'path-syntax',
  severity: 'error',
  isFirm: true,
  description: 'Braces in a path stand around the name of one parameter: `{name}`.',
  check({ methods }, report) {
    for (const { definition, isShort, source, path } of methods) {
      const { request } = definition;
      const offset = request.replace(PARAMETER, (name) => ' '.repeat(name.length)).search(/[{}]/);
      if (offset === -1) continue;
      const [segment = ''] = request.slice(offset).split('/');
      const inside = /^\{+\s*\$?([A-Za-z_]\w*)\s*\}\}$/.exec(segment)?.[1];
      report({
        source,
        path: isShort ? path : [...path, 'request'],
        offset,
        ...(inside !== undefined && { length: segment.length, replacement: `{${inside}}` }),
        message:
          inside === undefined
            ? 'this brace is not part of a `{name}`; expected letters, digits and underscores between `{` and `}`.'
            : `a path takes no \`{{…}}\`; write \`{${inside}}\` for the parameter \`${inside}\`.`,
      });
    }
  },
};

/** A path parameter, as `parseRequestLine` finds it. */
const PARAMETER = /(?<!\{)\{[A-Za-z_][A-Za-z0-9_]*\}(?!\})/g;
