import type { Diagnostic } from '../../engine/diagnostic.ts';
import { endColumn, type FindingReporter, type Report } from './reporter.ts';

/** Workflow commands that GitHub Actions shows as annotations beside the lines. */
export const github: FindingReporter = (report) =>
  report.diagnostics.map((diagnostic) => annotation(diagnostic, report)).join('\n') || undefined;

function annotation(diagnostic: Diagnostic, report: Report): string {
  const { file, line, column, severity, rule, message } = diagnostic;
  const properties = {
    file,
    line,
    endLine: line,
    col: column,
    endColumn: endColumn(diagnostic, report),
    title: `ymcp: ${rule}`,
  };
  const written = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(String(value))}`);
  return `::${severity} ${written.join(',')}::${escapeMessage(message)}`;
}

/** As GitHub's own toolkit escapes them, since a runner ends a message at the line and a property at `,` or `:`. */
const escapeMessage = (text: string) =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const escapeProperty = (text: string) => escapeMessage(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
