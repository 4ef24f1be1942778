import { regexesIn } from '../../expression/inspect.ts';
import { isObject } from '../../json.ts';
import type { Path } from '../../yaml/source.ts';
import { isExponential } from '../backtracking.ts';
import { codeOf } from '../placeholders.ts';
import type { Finding, Rule } from '../rule.ts';

const ADVICE =
  'takes exponentially long on some texts; make sure that no text can be matched in two ways inside a repeated group.';

export const slowPattern: Rule = {
  name: 'slow-pattern',
  severity: 'error',
  description:
    'No regular expression, in `pattern:` or in JSONata, takes exponentially long on texts made for it, as `(a+)+$` does.',
  check({ methods, chains, files, integration }, report) {
    for (const { definition, source, path } of [...methods, ...chains])
      for (const found of slowPatterns(definition.parameters, [...path, 'parameters']))
        report({ source, ...found });
    const entry = files.find(({ kind }) => kind === 'integration_file')?.source;
    if (entry)
      for (const found of slowPatterns(integration?.account, ['account']))
        report({ source: entry, ...found });
    for (const { source, sites } of files)
      for (const site of sites)
        for (const { path, offset, source: code } of codeOf(site, () => {}))
          for (const { regex, offset: at } of regexesIn(code))
            if (isExponential(regex))
              report({
                source,
                path,
                offset: offset + at,
                message: `the regular expression \`${regex.source}\` ${ADVICE}`,
              });
  },
};

function slowPatterns(value: unknown, path: Path): Omit<Finding, 'source'>[] {
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, member]) => {
    const at = [...path, key];
    if (key !== 'pattern' || typeof member !== 'string') return slowPatterns(member, at);
    const regex = compiled(member);
    return regex && isExponential(regex) ? [{ path: at, message: `\`${member}\` ${ADVICE}` }] : [];
  });
}

function compiled(pattern: string): RegExp | undefined {
  try {
    return new RegExp(pattern, 'u');
  } catch {
    return undefined;
  }
}
