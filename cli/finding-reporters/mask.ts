import type { Diagnostic } from '../../engine/diagnostic.ts';
import { findRule } from '../../engine/lint/catalog.ts';

type LinesOf = (file: string) => readonly string[];

/** Lines in which whatever a rule has found to be secret cannot be read, since terminals and CI logs are not the place for it. */
export function maskSecrets(linesOf: LinesOf, diagnostics: readonly Diagnostic[]): LinesOf {
  const secret = diagnostics.filter(({ rule }) => findRule(rule)?.findsSecrets);
  const masked = new Map<string, string[]>();
  for (const { file, line, column, length } of secret) {
    const lines = masked.get(file) ?? [...linesOf(file)];
    const text = lines[line - 1] ?? '';
    const end = length === undefined ? text.length : wordEnd(text, column - 1 + length);
    lines[line - 1] =
      text.slice(0, column - 1) + text.slice(column - 1, end).replace(/\S/g, '•') + text.slice(end);
    masked.set(file, lines);
  }
  return (file) => masked.get(file) ?? linesOf(file);
}

/** What a rule recognises may be the beginning of a secret only. */
const wordEnd = (text: string, from: number): number =>
  from + (/^[^\s"'`,;{}[\]]*/.exec(text.slice(from))?.[0].length ?? 0);
