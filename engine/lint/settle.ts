import type { Diagnostic, Severity } from '../diagnostic.ts';
import { isObject } from '../json.ts';
import { suggest, surest } from '../nearest.ts';
import type { CheckedFile } from '../schema/model.ts';
import type { Source } from '../yaml/source.ts';
import { adjustableRules, findRule } from './catalog.ts';
import { siftIgnored } from './ignore.ts';
import { placeFinding } from './place.ts';

type Level = Severity | 'off';

/**
 * The findings that count, as the integration itself has it: without what comments ignore, and as severe as `lint:` says.
 * Only where every file could be looked at (`isComplete`) can a comment be said to ignore nothing.
 */
export function settle(
  findings: readonly Diagnostic[],
  files: readonly CheckedFile[],
  isComplete: boolean,
): Diagnostic[] {
  const byFile = groupByFile(findings);
  const sifted = files.map(({ source }) => siftIgnored(source, byFile.get(source.file) ?? []));
  const read = new Set(files.map(({ source }) => source.file));
  const elsewhere = findings.filter(({ file }) => !read.has(file));
  const entry = files.find(({ kind }) => kind === 'integration_file')?.source;
  const levels = levelsOf(entry);
  const kept = [
    ...elsewhere,
    ...sifted.flatMap(({ diagnostics, unused }) => (isComplete ? [...diagnostics, ...unused] : diagnostics)),
  ];
  return [
    ...kept.flatMap((finding) => rated(finding, levels)),
    ...(entry ? unknownRules(entry, levels) : []),
  ];
}

function groupByFile(findings: readonly Diagnostic[]): ReadonlyMap<string, readonly Diagnostic[]> {
  const groups = new Map<string, Diagnostic[]>();
  for (const finding of findings) {
    const group = groups.get(finding.file);
    if (group) group.push(finding);
    else groups.set(finding.file, [finding]);
  }
  return groups;
}

function rated(finding: Diagnostic, levels: ReadonlyMap<string, Level>): Diagnostic[] {
  const level = findRule(finding.rule)?.isFirm ? undefined : levels.get(finding.rule);
  if (level === 'off') return [];
  return [level === undefined ? finding : { ...finding, severity: level }];
}

/** What `lint:` says, even in a file with mistakes elsewhere. */
function levelsOf(entry: Source | undefined): ReadonlyMap<string, Level> {
  const lint = isObject(entry?.data) ? entry.data.lint : undefined;
  if (!isObject(lint)) return new Map();
  const isLevel = (value: unknown): value is Level =>
    value === 'off' || value === 'warning' || value === 'error';
  return new Map(Object.entries(lint).filter((member): member is [string, Level] => isLevel(member[1])));
}

function unknownRules(source: Source, levels: ReadonlyMap<string, Level>): Diagnostic[] {
  const names = adjustableRules.map(({ name }) => name);
  return [...levels.keys()]
    .filter((name) => !names.includes(name))
    .map((name) => {
      const replacement = surest(
        name,
        names.filter((one) => !levels.has(one)),
      );
      const message = findRule(name)
        ? `\`${name}\` cannot be set, since what it finds cannot run; remove it.`
        : `there is no rule \`${name}\`; ${suggest(name, names)}`;
      return placeFinding(
        { source, path: ['lint', name], part: 'key', message, ...(replacement && { replacement }) },
        { name: 'unknown-rule', severity: 'error' },
      );
    });
}
