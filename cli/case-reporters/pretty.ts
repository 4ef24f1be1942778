import { COVERAGE_KINDS, type CoverageItem } from '../../engine/cases/coverage.ts';
import type { CaseResult } from '../../engine/cases/run.ts';
import { colours, plural, table } from '../terminal.ts';
import { failuresOf } from './failures.ts';
import { type CaseReporter, percentCovered, type SuiteResult } from './reporter.ts';

const paint = () => colours(process.stdout);

/** For people: methods with their cases, failures in full, then what no case shows. */
export const pretty: CaseReporter = (suites) => suites.map(suite).join('\n\n');

function suite({ integration, results, coverage, drifts, stale }: SuiteResult): string {
  const { bold, dim, red, yellow } = paint();
  const failed = results.filter(({ passed }) => !passed);
  const milliseconds = results.reduce((sum, one) => sum + one.milliseconds, 0);
  return [
    `${bold(integration.label)}  ${plural(results.length, 'case')}  ${dim(`${milliseconds.toFixed(0)} ms`)}\n`,
    table([...groupByMethod(results)].map(([method, among]) => methodRow(method, among))),
    ...failed.map((result) => `\n${failure(result)}`),
    ...(stale.length > 0
      ? [`\n  ${red('✗')} ${bold('contract.json')}\n${stale.map((part) => `    ${part}`).join('\n')}`]
      : []),
    ...(drifts.length > 0
      ? [
          `\n${yellow('Fields that answers have and mappings leave out')}\n`,
          table(
            drifts.map(({ method, fields }) => [`  ${method.resource}.${method.name}`, fields.join(', ')]),
          ),
        ]
      : []),
    ...coverageLines(coverage),
  ].join('\n');
}

function groupByMethod(results: readonly CaseResult[]): Map<string, CaseResult[]> {
  const groups = new Map<string, CaseResult[]>();
  for (const result of results)
    groups.set(result.case.method, [...(groups.get(result.case.method) ?? []), result]);
  return groups;
}

function methodRow(method: string, results: readonly CaseResult[]): string[] {
  const { green, red, dim } = paint();
  const failed = results.filter(({ passed }) => !passed).length;
  const milliseconds = results.reduce((sum, one) => sum + one.milliseconds, 0);
  return [
    `  ${failed === 0 ? green('✓') : red('✗')} ${method}`,
    plural(results.length, 'case'),
    dim(`${milliseconds.toFixed(0)} ms`),
    failed === 0 ? '' : red(`${failed} failed`),
  ];
}

function failure(result: CaseResult): string {
  const { bold, red, green, cyan, dim } = paint();
  const lines = failuresOf(result).flatMap(({ at, message, rows }) => [
    `    ${cyan(at)}  ${message}`,
    ...rows.flatMap(([place, expected, actual]) => [
      `      ${bold(place)}`,
      `        ${dim('expected')}  ${green(expected)}`,
      `        ${dim('actual')}    ${red(actual)}`,
    ]),
  ]);
  return [`  ${red('✗')} ${bold(`${result.case.method} › ${result.case.name}`)}`, ...lines].join('\n');
}

function coverageLines(coverage: readonly CoverageItem[]): string[] {
  if (coverage.length === 0) return [];
  const { bold, dim, yellow } = paint();
  const kinds = COVERAGE_KINDS.flatMap((kind) => {
    const among = coverage.filter((item) => item.kind === kind);
    if (among.length === 0) return [];
    const covered = among.filter((item) => item.covered).length;
    return [[`  ${kind}`, bar(covered / among.length), `${covered}/${among.length}`]];
  });
  const missing = withoutParts(coverage.filter(({ covered }) => !covered));
  return [
    `\n${bold('Coverage')}  ${percentCovered(coverage).toFixed(0)} %\n`,
    table(kinds),
    ...(missing.length > 0
      ? [
          `\n${yellow('Shown by no case')}\n`,
          table(missing.slice(0, MOST).map(missingRow)),
          missing.length > MOST
            ? dim(`  and ${missing.length - MOST} more, all of them in --format json`)
            : '',
        ]
      : []),
  ];
}

const MOST = 30;

/** Of a method that no case calls, only itself. */
function withoutParts(missing: readonly CoverageItem[]): CoverageItem[] {
  const uncalled = new Set(missing.filter(({ kind }) => kind === 'method').map(({ name }) => name));
  return missing.filter(({ kind, name }) => kind === 'method' || !uncalled.has(name.split(':')[0] ?? ''));
}

function missingRow({ kind, name, source, path }: CoverageItem): string[] {
  const { dim } = paint();
  return [`  ${kind}`, name, dim(`${source.file}:${source.locate(path, 'key').line}`)];
}

const WIDTH = 20;

function bar(share: number): string {
  const { green, yellow, dim } = paint();
  const full = Math.floor(share * WIDTH);
  return (share === 1 ? green : yellow)('█'.repeat(full)) + dim('░'.repeat(WIDTH - full));
}
