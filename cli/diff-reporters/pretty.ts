import { type Change, IMPACTS, type Impact } from '../../engine/contract/change.ts';
import type { ToolDiff } from '../../engine/contract/compare.ts';
import { changesIn } from '../../engine/contract/compare.ts';
import type { Compared } from '../diff/pairs.ts';
import { colours, shorten, wrap } from '../terminal.ts';
import { type DiffReporter, inline, isProse, STATUS, summarise } from './reporter.ts';
import { diffWords, type Run } from './words.ts';

const paint = () => colours(process.stdout);

/** For people: what is breaking first, tool by tool. */
export const pretty: DiffReporter = (compared) => compared.map(integration).join('\n\n');

function integration({ diff, against, status, integration: now }: Compared): string {
  const { bold, dim } = paint();
  const head = `${bold(now?.label ?? diff.integration)}  ${dim(`against ${against}`)}  ${summarise(changesIn(diff))}`;
  const note = STATUS[status]?.(against);
  const tools = [...diff.tools].sort((a, b) => rank(a.changes) - rank(b.changes));
  return [
    head,
    ...(note === undefined ? [] : [dim(`  ${note}`)]),
    ...(diff.shared.length > 0 ? [`\n  ${bold('the integration')}`, ...changes(diff.shared)] : []),
    ...tools.map((one) => toolLines(one)),
  ].join('\n');
}

const rank = (among: readonly Change[]) => Math.min(...among.map(({ impact }) => IMPACTS.indexOf(impact)));

function toolLines({ tool, was, from, status, changes: among }: ToolDiff): string {
  const { bold, dim, green, red } = paint();
  if (status === 'added') return `\n  ${green('+')} ${bold(tool)}  ${green('new')}  ${dim(from)}`;
  if (status === 'removed') return `\n  ${red('-')} ${bold(tool)}  ${red('gone')}  ${dim(from)}`;
  const name = was === undefined ? bold(tool) : `${red(was)} → ${bold(tool)}`;
  return [`\n  ${name}  ${dim(from)}`, ...changes(among)].join('\n');
}

const changes = (among: readonly Change[]): string[] =>
  [...among].sort((a, b) => IMPACTS.indexOf(a.impact) - IMPACTS.indexOf(b.impact)).flatMap(changeLines);

const SIGNS: Readonly<Record<Impact, string>> = { breaking: '✗', review: '?', safe: '✓' };

function changeLines(one: Change): string[] {
  const { bold, dim, red, yellow, green } = paint();
  const colour = { breaking: red, review: yellow, safe: green }[one.impact];
  const head = `    ${colour(SIGNS[one.impact])} ${bold(one.place)}  ${one.what}${values(one)}`;
  return [head, ...(isProse(one) ? prose(one) : []), dim(`      ${one.why}`)];
}

const MOST = 60;

function values(one: Change): string {
  const { red, green } = paint();
  if (isProse(one) || (one.before === undefined && one.after === undefined)) return '';
  return `  ${red(shorten(inline(one.before), MOST))} → ${green(shorten(inline(one.after), MOST))}`;
}

function prose({ before, after }: Change): string[] {
  const text = diffWords(String(before ?? ''), String(after ?? ''))
    .map(run)
    .join('');
  return text.split('\n').flatMap((line) => wrap(line, columns() - 8).map((part) => `        ${part}`));
}

const columns = () => Math.min(process.stdout.columns ?? 100, 110);

/** Marked by colour, or where there is none by brackets. Line by line, so that no colour runs on into the margin. */
function run({ kind, text }: Run): string {
  const { red, green, strikethrough, dim, isColorSupported } = paint();
  if (kind === 'same') return dim(text);
  if (!isColorSupported) return kind === 'gone' ? `[-${text}-]` : `{+${text}+}`;
  const mark = (part: string) => (kind === 'gone' ? red(strikethrough(part)) : green(part));
  return text.replace(/\S+/g, mark);
}
