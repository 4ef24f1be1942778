import { colours, width } from '../terminal.ts';
import type { Finding, Group, Level } from './finding.ts';

type Colours = ReturnType<typeof colours>;

const SIGNS: Readonly<Record<Level, (colours: Colours) => string>> = {
  ok: ({ green }) => green('✓'),
  warn: ({ yellow }) => yellow('!'),
  fail: ({ red }) => red('✗'),
  skip: ({ dim }) => dim('·'),
};

/** Findings under their headings; what to do stands under what is not in order. `columns` is the terminal's width. */
export function drawGroups(groups: readonly Group[], columns: number): string {
  const names = groups.flatMap(({ findings }) => findings.map(({ name }) => width(name)));
  const indent = 6 + Math.max(...names);
  const paint = colours(process.stdout);
  return groups
    .map(({ title, findings }) =>
      [paint.bold(title), ...findings.map((finding) => drawFinding(finding, indent, columns, paint))].join(
        '\n',
      ),
    )
    .join('\n\n');
}

function drawFinding(
  { name, level, detail, fix }: Finding,
  indent: number,
  columns: number,
  paint: Colours,
): string {
  const { dim, cyan } = paint;
  const room = Math.max(30, columns - indent);
  const tint = level === 'skip' ? dim : (text: string) => text;
  const [first = '', ...rest] = wrap(detail, room);
  const margin = ' '.repeat(indent);
  return [
    `  ${SIGNS[level](paint)} ${name.padEnd(indent - 4)}${tint(first)}`,
    ...rest.map((line) => `${margin}${tint(line)}`),
    ...(fix === undefined
      ? []
      : wrap(fix, room - 2).map((line, index) => `${margin}${index === 0 ? cyan('→') : ' '} ${line}`)),
  ].join('\n');
}

/** Lines of at most so many columns, broken between words. */
function wrap(text: string, most: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/(?<=\S)\s(?=\S)/)) {
    if (line !== '' && width(`${line} ${word}`) > most) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
