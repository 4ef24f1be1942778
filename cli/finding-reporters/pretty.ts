import type { Diagnostic } from '../../engine/diagnostic.ts';
import { colours, plural, table, wrap } from '../terminal.ts';
import { codeFrame } from './frame.ts';
import type { FindingReporter, Report } from './reporter.ts';

/** For people: every finding with the lines it is about, then how many of each rule there are. */
export const pretty: FindingReporter = (report) => {
  const { green } = colours(process.stdout);
  const { diagnostics, integrations, files } = report;
  if (diagnostics.length === 0)
    return `${green('✓')} ${plural(integrations, 'integration')}, ${plural(files, 'file')}: nothing to report.`;
  const blocks = [...diagnostics.map((diagnostic) => finding(diagnostic, report)), byRule(diagnostics)];
  return blocks.filter((block) => block !== '').join('\n\n');
};

function finding(diagnostic: Diagnostic, { linesOf }: Report): string {
  const { bold, dim } = colours(process.stdout);
  const { file, line, column, severity, message, rule } = diagnostic;
  // A pipe has no width, so nothing in it is wrapped or cut.
  const columns = process.stdout.columns ?? Number.POSITIVE_INFINITY;
  return [
    `${bold(`${file}:${line}:${column}`)}  ${coloured(severity)(severity)}  ${dim(rule)}`,
    ...wrap(message, columns),
    ...codeFrame(diagnostic, linesOf(file), columns),
  ].join('\n');
}

const coloured = (severity: Diagnostic['severity']) => {
  const { red, yellow } = colours(process.stdout);
  return severity === 'error' ? red : yellow;
};

/** A row per rule and severity, the errors first and of these the commonest; nothing where one row would be all. */
function byRule(diagnostics: readonly Diagnostic[]): string {
  const { green } = colours(process.stdout);
  const groups = new Map<string, Diagnostic[]>();
  for (const one of diagnostics) {
    const key = `${one.severity} ${one.rule}`;
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  if (groups.size === 1) return '';
  const sorted = [...groups].sort(
    ([a, one], [b, other]) =>
      severityOf(a).localeCompare(severityOf(b)) || other.length - one.length || a.localeCompare(b),
  );
  const digits = String(Math.max(...sorted.map(([, { length }]) => length))).length;
  return table(
    sorted.map(([, group]) => {
      const [{ severity, rule }] = group as [Diagnostic];
      const fixable = group.filter(({ replacement }) => replacement !== undefined).length;
      return [
        `${String(group.length).padStart(digits)} ${coloured(severity)(severity)}${group.length === 1 ? '' : coloured(severity)('s')}`,
        rule,
        fixable > 0 ? green(`${fixable} with a fix`) : '',
      ];
    }),
  );
}

const severityOf = (key: string) => key.split(' ', 1)[0] ?? '';
