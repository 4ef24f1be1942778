import { type Change, IMPACTS, type Impact } from '../../engine/contract/change.ts';
import type { ToolDiff } from '../../engine/contract/compare.ts';
import { changesIn } from '../../engine/contract/compare.ts';
import type { Compared } from '../diff/pairs.ts';
import { colours, shorten, wrap } from '../terminal.ts';
import { type DiffReporter, hasValues, inline, isProse, STATUS, summarise } from './reporter.ts';
import { diffWords, type Run } from './words.ts';

const paint = () => colours(process.stdout);

/** For people: what is breaking first, tool by tool. */
export const pretty: DiffReporter = (compared) => compared.map(integration).join('\n\n');

function integration({ diff, against, status, integration: now }: Compared): string {
  const { bold, dim } = paint();
  const head = `${bold(now?.label ?? diff.integration)}  ${dim(`against ${against}`)}  ${coloured(summarise(changesIn(diff)))}`;
  const note = STATUS[status]?.(against);
  const tools = [...diff.tools].sort((a, b) => rank(a.changes) - rank(b.changes));
  return [
    head,
    ...(note === undefined ? [] : [dim(`  ${note}`)]),
    ...(diff.shared.length > 0 ? [`\n  ${bold('the integration')}`, ...changes(diff.shared)] : []),
    ...tools.map((one) => toolLines(one)),
  ].join('\n');
}

/** Breaking changes stand out in a summary. */
const coloured = (summary: string) => summary.replace(/\d+ breaking/, (count) => paint().red(count));

const rank = (among: readonly Change[]) => Math.min(...among.map(({ impact }) => IMPACTS.indexOf(impact)));

function toolLines({ tool, was, from, status, changes: among }: ToolDiff): string {
  const { bold, dim, green, red } = paint();
  if (status === 'added') return `\n  ${green('+')} ${bold(tool)}  ${green('new')}  ${dim(from)}`;
  if (status === 'removed') return `\n  ${red('-')} ${bold(tool)}  ${red('gone')}  ${dim(from)}`;
  const name = was === undefined ? bold(tool) : `${red(was)} → ${bold(tool)}`;
  return [`\n  ${name}  ${dim(from)}`, ...changes(among)].join('\n');
}

/** The most serious first; those that are so for the same reason share the sentence that gives it. */
function changes(among: readonly Change[]): string[] {
  const { dim } = paint();
  const sorted = [...among].sort((a, b) => rank([a]) - rank([b]) || a.why.localeCompare(b.why));
  const places = Math.max(...among.map(({ place }) => place.length));
  return sorted.flatMap((one, index) => {
    const next = sorted[index + 1];
    const isLast = next?.why !== one.why || next.impact !== one.impact;
    return [...changeLines(one, places), ...(isLast ? [dim(`      ${one.why}`)] : [])];
  });
}

const SIGNS: Readonly<Record<Impact, string>> = { breaking: '✗', review: '?', safe: '✓' };

const signOf = (impact: Impact): string => {
  const { red, yellow, green } = paint();
  return { breaking: red, review: yellow, safe: green }[impact](SIGNS[impact]);
};

function changeLines(one: Change, places: number): string[] {
  const head = `    ${signOf(one.impact)} ${paint().bold(one.place.padEnd(places))}  ${one.what}${values(one)}`;
  return [head, ...(isProse(one) ? prose(one) : [])];
}

const MOST = 60;

function values(one: Change): string {
  const { red, green } = paint();
  if (!hasValues(one)) return '';
  return `  ${red(shorten(inline(one.before), MOST))} → ${green(shorten(inline(one.after), MOST))}`;
}

function prose({ before, after }: Change): string[] {
  const runs = diffWords(String(before ?? ''), String(after ?? ''));
  const text = runs.map((one, index) => run(one) + gap(one, runs[index + 1])).join('');
  return text.split('\n').flatMap((line) => wrap(line, columns() - 8).map((part) => `        ${part}`));
}

/** What was there stands apart from what is there instead. */
const gap = (one: Run, next: Run | undefined): string =>
  one.kind === 'gone' && next?.kind === 'new' && /\S$/.test(one.text) && /^\S/.test(next.text) ? ' ' : '';

const columns = () => Math.min(process.stdout.columns ?? 100, 110);

/** Marked by colour, or where there is none by brackets. Line by line, so that no colour runs on into the margin. */
function run({ kind, text }: Run): string {
  const { red, green, strikethrough, dim, isColorSupported } = paint();
  if (kind === 'same') return dim(text);
  if (!isColorSupported) return kind === 'gone' ? `[-${text}-]` : `{+${text}+}`;
  const mark = (part: string) => (kind === 'gone' ? red(strikethrough(part)) : green(part));
  return text.replace(/\S+/g, mark);
}
