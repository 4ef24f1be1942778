import { createHash } from 'node:crypto';
import { isAbsolute, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Diagnostic } from '../../engine/diagnostic.ts';
import { knownRules } from '../../engine/lint/catalog.ts';
import type { RuleInfo } from '../../engine/lint/rule.ts';
import { VERSION } from '../version.ts';
import { endColumn, type FindingReporter, type Report } from './reporter.ts';

/** SARIF 2.1.0 (OASIS standard), as code scanning services take it. */
export const sarif: FindingReporter = (report) =>
  JSON.stringify(
    {
      $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
      version: '2.1.0',
      runs: [
        {
          tool: { driver: { name: 'ymcp', semanticVersion: VERSION, rules: knownRules.map(descriptor) } },
          invocations: [{ executionSuccessful: true }],
          columnKind: 'utf16CodeUnits',
          results: results(report),
        },
      ],
    },
    null,
    2,
  );

const descriptor = ({ name, severity, description, isFirm }: RuleInfo) => ({
  id: name,
  shortDescription: { text: description },
  defaultConfiguration: { level: severity },
  properties: { adjustable: !isFirm },
});

function results(report: Report) {
  const indexes = new Map(knownRules.map(({ name }, index) => [name, index]));
  const fingerprint = createFingerprints(report);
  return report.diagnostics.map((diagnostic) => {
    const { rule, severity, message } = diagnostic;
    const index = indexes.get(rule);
    return {
      ruleId: rule,
      ...(index !== undefined && { ruleIndex: index }),
      level: severity,
      message: { text: message },
      locations: [
        {
          physicalLocation: {
            artifactLocation: artifact(diagnostic.file),
            region: region(diagnostic, report),
          },
        },
      ],
      partialFingerprints: { 'ymcpFinding/v1': fingerprint(diagnostic) },
      ...(diagnostic.replacement !== undefined && { fixes: [fix(diagnostic, report)] }),
    };
  });
}

/** A file within the working folder by its relative address, which services take as from the repository's root. */
const artifact = (file: string) =>
  isAbsolute(file)
    ? { uri: pathToFileURL(file).href }
    : { uri: file.split(sep).map(encodeURIComponent).join('/'), uriBaseId: '%SRCROOT%' };

const region = (diagnostic: Diagnostic, report: Report) => ({
  startLine: diagnostic.line,
  startColumn: diagnostic.column,
  endLine: diagnostic.line,
  endColumn: endColumn(diagnostic, report),
});

const fix = (diagnostic: Diagnostic, report: Report) => ({
  description: { text: `Write \`${diagnostic.replacement}\`.` },
  artifactChanges: [
    {
      artifactLocation: artifact(diagnostic.file),
      replacements: [
        { deletedRegion: region(diagnostic, report), insertedContent: { text: diagnostic.replacement } },
      ],
    },
  ],
});

/** What stays the same when lines are added above: the rule, the file, the text of the line, and which of several such it is. */
function createFingerprints({ linesOf }: Report): (diagnostic: Diagnostic) => string {
  const seen = new Map<string, number>();
  return ({ rule, file, line }) => {
    const text = (linesOf(file)[line - 1] ?? '').trim().replace(/\s+/g, ' ');
    const key = JSON.stringify([rule, file.split(sep).join('/'), text]);
    const nth = (seen.get(key) ?? 0) + 1;
    seen.set(key, nth);
    return createHash('sha256').update(`${key}${nth}`).digest('hex').slice(0, 32);
  };
}
