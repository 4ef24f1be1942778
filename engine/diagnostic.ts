export type Severity = 'error' | 'warning';

/** One finding about a YAML file. `line` and `column` are 1-based; `column` counts UTF-16 units. */
export interface Diagnostic {
  file: string;
  line: number;
  column: number;
  severity: Severity;
  rule: string;
  message: string;
  /** How many characters from `column` on are meant; absent where that is not known. */
  length?: number;
  /** What to put in place of those characters; only given where it cannot be wrong to do so. */
  replacement?: string;
}

/** A place in a file, and how many characters of its line are meant where that is known. */
export interface Span {
  line: number;
  column: number;
  length?: number;
}

export function compareDiagnostics(a: Diagnostic, b: Diagnostic): number {
  const byFile = a.file === b.file ? 0 : a.file.localeCompare(b.file);
  return byFile || a.line - b.line || a.column - b.column || a.rule.localeCompare(b.rule);
}

/** `file:line:col: severity: message [rule]`, the form that editors and CI logs link. */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  const { file, line, column, severity, message, rule } = diagnostic;
  return `${file}:${line}:${column}: ${severity}: ${message} [${rule}]`;
}
