import { colours, plural, table } from '../terminal.ts';
import {
  type IntegrationCost,
  PARTS,
  type Part,
  type ProfileCost,
  type ToolCost,
  totalOf,
} from './measure.ts';

const paint = () => colours(process.stdout);

/** Columns of the longest bar. */
const WIDTH = 40;

const NAMES: Readonly<Record<Part, string>> = {
  description: 'name and description',
  input: 'input schema',
  output: 'output schema',
  other: 'the rest',
};

/** Told apart by colour, and where there is none by density. */
const FILLS: Readonly<Record<Part, string>> = { description: '█', input: '▓', output: '▒', other: '░' };

/** The dearest tools first, with what makes them so; then what servers that show some of them cost. */
export function prettyCost(cost: IntegrationCost): string {
  const { bold, dim } = paint();
  const { integration, tools, profiles, instructions } = cost;
  const sorted = [...tools].sort((a, b) => b.tokens - a.tokens);
  const most = sorted[0]?.tokens ?? 1;
  const all = Math.max(...profiles.map(({ tokens }) => tokens), 1);
  return [
    `${bold(integration.label)}  ${plural(tools.length, 'tool')}  ${plural(totalOf(cost), 'token')} in tools/list`,
    '',
    `  ${PARTS.map((part) => `${fill(part, 2)} ${dim(NAMES[part])}`).join('   ')}`,
    '',
    table(sorted.map((tool) => toolRow(tool, most))),
    '',
    table(profiles.map((profile) => profileRow(profile, all))),
    ...(instructions > 0
      ? ['', dim(`  and ${plural(instructions, 'token')} of instructions, which clients get once`)]
      : []),
  ].join('\n');
}

const toolRow = ({ tool, tokens, parts }: ToolCost, most: number): string[] => [
  `  ${tool}`,
  figure(tokens),
  bar(parts, most),
];

function profileRow({ profile, tools, tokens }: ProfileCost, most: number): string[] {
  const { bold, dim, cyan } = paint();
  return [
    `  ${bold(profile)}`,
    dim(plural(tools, 'tool')),
    figure(tokens),
    cyan('█'.repeat(Math.max(1, Math.round((tokens / most) * WIDTH)))),
  ];
}

const figure = (tokens: number) => tokens.toLocaleString('en').padStart(7);

/** Each part begins where the exact lengths of those before it end, so that roundings do not add up. */
function bar(parts: ToolCost['parts'], most: number): string {
  let done = 0;
  return PARTS.map((part) => {
    const start = Math.round((done / most) * WIDTH);
    done += parts[part];
    return fill(part, Math.round((done / most) * WIDTH) - start);
  }).join('');
}

function fill(part: Part, columns: number): string {
  const { cyan, green, magenta, dim } = paint();
  const colour = { description: cyan, input: green, output: magenta, other: dim }[part];
  return colour(FILLS[part].repeat(columns));
}
