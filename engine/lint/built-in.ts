import type { RuleInfo } from './rule.ts';

const firm = (name: string, description: string): RuleInfo => ({
  name,
  severity: 'error',
  description,
  isFirm: true,
});

export const schemaRule = firm(
  'schema',
  'A file has the keys and values of the format, as in the tables above.',
);

/** What is checked before, beside and after the rules of the registry: text, schema, files, and how rules are set. */
export const builtInRules: readonly RuleInfo[] = [
  firm('encoding', 'A file is UTF-8.'),
  firm('file-size', 'A file has at most a mebibyte; a longer one is split by resource.'),
  firm('syntax', 'A file is one document of YAML 1.2, whose keys are read as they are written.'),
  firm('duplicate-key', 'No key stands twice in one mapping.'),
  firm('merge-key', 'Merge keys (`<<`) are not part of YAML 1.2; keys are written out.'),
  firm('alias-loop', 'An alias does not stand inside the anchor that it names.'),
  firm(
    'unquoted-placeholder',
    'A value that starts with `{{` stands in quotes, since YAML would read a mapping.',
  ),
  schemaRule,
  firm('missing-file', 'A folder has an `integration.yaml`.'),
  {
    name: 'unknown-file',
    severity: 'warning',
    description: 'Every YAML file of a folder is one that is read.',
  },
  firm('unknown-rule', '`lint:` names rules that there are and that can be turned off.'),
  firm('bad-ignore', '`# ymcp-ignore rule: why` names a rule that can be ignored, and says why.'),
  {
    name: 'unused-ignore',
    severity: 'warning',
    description: 'A `# ymcp-ignore` stands on or above a line that its rule finds something on.',
  },
];
