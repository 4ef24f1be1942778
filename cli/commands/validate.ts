import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { RawFile } from '../../engine/load/files.ts';
import { type Fix, fixIntegration } from '../../engine/load/fix.ts';
import { loadIntegration } from '../../engine/load/load.ts';
import { FindingsError, UsageError } from '../errors.ts';
import { describeExpressions } from '../expressions.ts';
import { findIntegrations } from '../find-integration.ts';
import { findingReporters } from '../finding-reporters/index.ts';
import { maskSecrets } from '../finding-reporters/mask.ts';
import type { Report } from '../finding-reporters/reporter.ts';
import { allIntegrations } from '../library.ts';
import { showProgress } from '../progress.ts';
import { readFiles } from '../read-files.ts';
import { ruleJson, ruleTable } from '../rule-list.ts';
import { colours, plural, printError, printLine, table } from '../terminal.ts';

interface ValidateOptions {
  format?: string;
  json?: boolean;
  fix?: boolean;
  strict?: boolean;
  listRules?: boolean;
  verbose?: boolean;
}

export function addValidate(program: Command): void {
  program
    .command('validate')
    .description('check integrations and report every mistake as file:line:col')
    .argument('[paths...]', 'integrations by name or path; all of integrations/ when left out')
    .addOption(
      new Option('--format <format>', 'how to print findings')
        .choices(Object.keys(findingReporters))
        .default(undefined, 'pretty'),
    )
    .option('--json', 'the same as --format json')
    .option('--fix', 'write the safe fixes into the files, and report what is left')
    .option('--strict', 'fail on warnings too')
    .option('--verbose', 'also list every expression: compiled, or interpreted and why')
    .option('--list-rules', 'print every rule, its severity and what it asks for')
    .action((paths: string[], options: ValidateOptions) => {
      const format = formatOf(options);
      if (options.listRules) return listRules(format);
      const targets = targetsOf(paths);
      const report = check(targets, options.fix === true);
      if (options.verbose) printError(describeExpressions(targets, process.stderr));
      const text = findingReporters[format]?.(report);
      if (text !== undefined) printLine(text);
      return conclude(report, options.strict === true);
    });
}

function formatOf({ format, json }: ValidateOptions): string {
  if (!json) return format ?? 'pretty';
  if (format === undefined || format === 'json') return 'json';
  throw new UsageError(`--json and --format ${format} contradict each other; give one of them.`);
}

function listRules(format: string): void {
  const print = { pretty: ruleTable, json: ruleJson }[format];
  if (!print) throw new UsageError(`rules are listed as pretty or json, not as ${format}.`);
  printLine(print());
}

function targetsOf(paths: readonly string[]): string[] {
  const targets = paths.length > 0 ? findIntegrations(paths) : allIntegrations();
  if (targets.length > 0) return targets;
  throw new UsageError('there is nothing to validate: no `integrations/` folder here; name a path.');
}

/** Everything found in these integrations, after the safe fixes when these are wanted. */
function check(targets: readonly string[], isFixing: boolean): Report {
  const given = targets.map((target) => readFiles(target, true));
  const total = given.flat().length;
  const progress = showProgress('files');
  let before = 0;
  const load = (files: readonly RawFile[]) =>
    loadIntegration(files, { onFile: (done) => progress?.(before + done, total) });
  const checked = given.map((files) => {
    const one = isFixing ? fixIntegration(files, load) : { files, fixes: [], loaded: load(files) };
    before += files.length;
    return one;
  });
  for (const [index, { files, fixes }] of checked.entries()) writeFixed(given[index] ?? [], files, fixes);
  const diagnostics = checked.flatMap(({ loaded }) => loaded.diagnostics);
  const linesOf = createLines(checked.flatMap(({ files }) => files));
  return {
    integrations: targets.length,
    files: total,
    diagnostics,
    linesOf: maskSecrets(linesOf, diagnostics),
  };
}

function writeFixed(before: readonly RawFile[], after: readonly RawFile[], fixes: readonly Fix[]): void {
  for (const [index, { label, bytes }] of after.entries())
    if (before[index]?.bytes !== bytes) writeFileSync(resolve(label), bytes);
  if (fixes.length === 0) return;
  const { bold, dim, red, green } = colours(process.stderr);
  const rows = fixes.map(({ diagnostic: { file, line, column, rule }, before: from, after: to }) => [
    `${green('fixed')}  ${bold(`${file}:${line}:${column}`)}`,
    `${red(from)} → ${green(to)}`,
    dim(rule),
  ]);
  printError(table(rows));
}

/** The lines of files by label, taken apart on first use. */
function createLines(files: readonly RawFile[]): Report['linesOf'] {
  const bytes = new Map(files.map((file) => [file.label, file.bytes]));
  const lines = new Map<string, readonly string[]>();
  return (label) => {
    const known = lines.get(label) ?? new TextDecoder().decode(bytes.get(label)).split(/\r?\n/);
    lines.set(label, known);
    return known;
  };
}

function conclude({ integrations, files, diagnostics }: Report, isStrict: boolean): void {
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  const warnings = diagnostics.length - errors;
  const fixable = diagnostics.filter(({ replacement }) => replacement !== undefined).length;
  const hint = fixable > 0 ? `; --fix can put ${fixable} right` : '';
  const summary = `${plural(integrations, 'integration')}, ${plural(files, 'file')}: ${plural(errors, 'error')}, ${plural(warnings, 'warning')}${hint}.`;
  if (errors > 0 || (isStrict && warnings > 0)) throw new FindingsError(summary);
  if (warnings > 0) printError(summary);
}
