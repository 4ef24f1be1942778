import type { Diagnostic } from '../../engine/diagnostic.ts';

/** What came of checking integrations. */
export interface Report {
  /** How many integrations and files were looked at. */
  integrations: number;
  files: number;
  /** Sorted by file and position within each integration. */
  diagnostics: readonly Diagnostic[];
  /** The lines of a file that a diagnostic names; none for one that is no text. */
  linesOf(file: string): readonly string[];
}

/** The text of a report in one format, for stdout; `undefined` when there is nothing to say. */
export type FindingReporter = (report: Report) => string | undefined;

/** The 1-based column after the last character meant; without a length, that after the last of the line. */
export function endColumn({ file, line, column, length }: Diagnostic, { linesOf }: Report): number {
  const text = (linesOf(file)[line - 1] ?? '').trimEnd();
  return length === undefined ? Math.max(column + 1, text.length + 1) : column + length;
}
