import type { Diagnostic } from '../diagnostic.ts';
import type { Finding, RuleInfo } from './rule.ts';

/** A finding where it stands in the text. A replacement is kept only where exactly what it replaces stands there, on one line. */
export function placeFinding(
  finding: Finding,
  { name, severity }: Omit<RuleInfo, 'description'>,
): Diagnostic {
  const { source, path, part, offset, length, replacement, message } = finding;
  const span = offset === undefined ? source.locate(path, part) : source.locateIn(path, offset, length);
  const written = source.written(path, part);
  const meant = offset === undefined ? written?.length : length;
  const isSafe = replacement !== undefined && written !== undefined && span.length === meant;
  return {
    file: source.file,
    ...span,
    severity,
    rule: name,
    message,
    ...(isSafe && { replacement }),
  };
}
