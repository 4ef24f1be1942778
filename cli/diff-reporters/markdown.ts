import { type Change, IMPACTS } from '../../engine/contract/change.ts';
import { changesIn, type ToolDiff } from '../../engine/contract/compare.ts';
import type { Compared } from '../diff/pairs.ts';
import { type DiffReporter, hasValues, inline, isProse, STATUS, summarise } from './reporter.ts';
import { diffWords } from './words.ts';

/** For a comment on a pull request. */
export const markdown: DiffReporter = (compared) => compared.map(integration).join('\n\n');

function integration({ diff, against, status, integration: now }: Compared): string {
  const note = STATUS[status]?.(against);
  const rows = [
    ...diff.shared.map((one) => row('', one)),
    ...diff.tools.flatMap((tool) => tool.changes.map((one) => row(nameOf(tool), one))),
  ];
  const bySeverity = IMPACTS.flatMap((impact) => rows.filter((one) => one.impact === impact));
  return [
    `### ${now?.label ?? diff.integration}: ${summarise(changesIn(diff))}`,
    '',
    `Tool contract against ${code(against)}${note === undefined ? '' : `; ${note}`}.`,
    ...(rows.length > 0 ? ['', '| | tool | where | what | why |', '| --- | --- | --- | --- | --- |'] : []),
    ...bySeverity.map(({ text }) => text),
    ...diff.shared.filter(isProse).map((one) => prose('', one)),
    ...diff.tools.flatMap((tool) => tool.changes.filter(isProse).map((one) => prose(nameOf(tool), one))),
  ].join('\n');
}

const SIGNS = { breaking: '❌ breaking', review: '⚠️ to review', safe: '✅ safe' } as const;

const nameOf = ({ tool, was }: ToolDiff) => (was === undefined ? code(tool) : `${code(was)} → ${code(tool)}`);

function row(tool: string, one: Change) {
  const values = hasValues(one) ? ` ${code(inline(one.before))} → ${code(inline(one.after))}` : '';
  const cells = [SIGNS[one.impact], tool, code(one.place), cell(one.what) + values, cell(one.why)];
  return { impact: one.impact, text: `| ${cells.join(' | ')} |` };
}

/** Long text below the table, folded, with what has changed in it marked. */
function prose(tool: string, { place, before, after }: Change): string {
  const text = diffWords(String(before ?? ''), String(after ?? ''))
    .map(({ kind, text }) => {
      const clean = html(text);
      return kind === 'same' ? clean : kind === 'gone' ? `<del>${clean}</del>` : `<ins>${clean}</ins>`;
    })
    .join('');
  const title = [tool, code(place)].filter(Boolean).join(' ');
  return `\n<details><summary>${title.replaceAll(/`([^`]*)`/g, '<code>$1</code>')}</summary>\n\n<pre>${text}</pre>\n</details>`;
}

const html = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll(/\s*\n\s*/g, ' ');

/** As code in a table, where no line break and no pipe may end the cell. */
const code = (text: string) => (text.includes('`') ? `\`\` ${cell(text)} \`\`` : `\`${cell(text)}\``);
