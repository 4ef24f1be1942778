import { settingVariable } from '../../engine/operation/settings.ts';
import type { Integration } from '../../engine/schema/model.ts';
import type { SuggestedMethod } from '../../engine/suggest/method.ts';
import { colours, plural, table } from '../terminal.ts';

export interface NewFacts {
  integration: Integration;
  method: SuggestedMethod;
  pagination: object | undefined;
  files: readonly string[];
  /** How the integration is given on a command line from here. */
  target: string;
  /** Why there is no case, when there is none. */
  noCase: string | undefined;
}

/** What was written, what was made of the sample, and what to do next. */
export function report(facts: NewFacts): string {
  const { bold, green, dim, yellow } = colours(process.stdout);
  const { files, method, noCase } = facts;
  const doubts = [...method.doubts, ...(noCase === undefined ? [] : [noCase])];
  return [
    `${bold(facts.integration.label)}  ${dim(facts.integration.methods.map(({ tool }) => tool).join(', '))}`,
    '',
    ...files.map((file) => `  ${green('+')} ${file}`),
    '',
    ...foundLines(facts),
    ...(doubts.length > 0
      ? [yellow('Please check'), ...doubts.map((doubt) => `  ${sentence(doubt)}`), '']
      : []),
    bold('Next'),
    ...stepLines(nextSteps(facts)),
  ].join('\n');
}

const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

function foundLines({ method, pagination }: NewFacts): string[] {
  const { bold, dim } = colours(process.stdout);
  const { list, mapping } = method;
  if (!mapping) return [];
  const names = Object.keys(mapping.fields);
  const rows = [
    ...(list ? [['list', `${list.expression}  ${dim(`${plural(list.count, 'item')} in the sample`)}`]] : []),
    ...(names.length > 0
      ? [
          [
            'fields',
            `${names.length}: ${names.slice(0, SHOWN).join(', ')}${names.length > SHOWN ? ', …' : ''}`,
          ],
          ['id', mapping.id ?? dim('none found')],
        ]
      : [['fields', dim('none seen')]]),
    ...(list
      ? [
          [
            'pages',
            pagination ? pagesOf(pagination) : dim('none found: the answer is taken for the whole list'),
          ],
        ]
      : []),
    ...(mapping.renamed.length > 0
      ? [['renamed', mapping.renamed.map(({ from, to }) => `${from} → ${to}`).join(', ')]]
      : []),
    ...(mapping.left.length > 0
      ? [['left out', mapping.left.map(({ field, reason }) => `${field} ${dim(`(${reason})`)}`).join(', ')]]
      : []),
    ...(mapping.empty.length > 0
      ? [['empty', `${mapping.empty.join(', ')} ${dim('(of unknown type)')}`]]
      : []),
  ];
  return [
    bold('Found in the sample'),
    table(rows.map(([what = '', value = '']) => [`  ${what}`, value])),
    '',
  ];
}

const SHOWN = 8;

function pagesOf(pagination: object): string {
  const { type, ...rest } = pagination as Record<string, unknown>;
  const keys = Object.entries(rest).map(([key, value]) => `${key}=${String(value)}`);
  return `${type}  ${colours(process.stdout).dim(keys.join(', '))}`.trimEnd();
}

/** Columns that a command may take and still have its explanation beside it. */
const WIDEST = 52;

function stepLines(steps: readonly string[][]): string[] {
  const { dim } = colours(process.stdout);
  const lengths = steps.map(([command = '']) => command.length).filter((length) => length <= WIDEST);
  const column = Math.max(...lengths);
  return steps.flatMap(([command = '', why = '']) =>
    command.length > WIDEST
      ? [`  ${command}`, `${' '.repeat(column + 4)}${dim(why)}`]
      : [`  ${command.padEnd(column)}  ${dim(why)}`],
  );
}

function nextSteps({ integration, method, target, noCase }: NewFacts): string[][] {
  const variables = Object.entries(integration.definition.account?.properties ?? {}).map(([key, setting]) =>
    settingVariable(integration, key, setting),
  );
  const tool = integration.methods[0]?.tool ?? '';
  const words = Object.entries(method.arguments).map(([key, value]) => `${key}=${wordOf(value)}`);
  const { auth } = integration.definition;
  const isBrowserLogin = auth?.type === 'oauth2' && auth.grant === 'authorization_code';
  const reads = /^(GET|HEAD) /.test(method.definition.request);
  const where = target === integration.name ? '' : ` -i ${target}`;
  return [
    ...(variables.length > 0
      ? [[`${variables.map((name) => `${name}=…`).join(' ')}`, 'in the environment or in .env']]
      : []),
    ...(isBrowserLogin ? [[`ymcp login ${target}`, 'once, in the browser']] : []),
    [`ymcp validate ${target}`, 'after every edit'],
    ...(noCase === undefined ? [[`ymcp test ${target}`, 'runs its case offline']] : []),
    [`ymcp call ${[tool, ...words].join(' ')}${where}`, reads ? 'a real call' : 'a real call, which writes'],
    [`ymcp serve ${target} --http 8787`, 'its tools for MCP clients'],
  ];
}

const wordOf = (value: unknown): string => {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return /^[\w.@:/-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
};
