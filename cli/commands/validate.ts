import type { Command } from 'commander';
import { type Diagnostic, formatDiagnostic } from '../../engine/diagnostic.ts';
import { FindingsError, UsageError } from '../errors.ts';
import { describeExpressions } from '../expressions.ts';
import { allIntegrations, findIntegrations, readIntegration } from '../integrations.ts';
import { colours, plural, printError, printLine } from '../terminal.ts';

type Print = (diagnostics: readonly Diagnostic[]) => void;

const FORMATS: Readonly<Record<string, Print>> = {
  pretty: (diagnostics) => diagnostics.forEach((diagnostic) => void printLine(coloured(diagnostic))),
  json: (diagnostics) => void printLine(JSON.stringify(diagnostics, null, 2)),
};

export function addValidate(program: Command): void {
  program
    .command('validate')
    .description('check integrations and report every mistake as file:line:col')
    .argument('[paths...]', 'integrations by name or path; all of integrations/ when left out')
    .option('--format <format>', `how to print findings: ${Object.keys(FORMATS).join(' or ')}`, 'pretty')
    .option('--verbose', 'also list every expression: compiled, or interpreted and why')
    .action((paths: string[], { format, verbose }: { format: string; verbose?: true }) => {
      const print = FORMATS[format];
      if (!print)
        throw new UsageError(
          `--format is \`${format}\`; expected one of ${Object.keys(FORMATS).join(', ')}.`,
        );
      const targets = paths.length > 0 ? findIntegrations(paths) : allIntegrations();
      if (targets.length === 0)
        throw new UsageError('there is nothing to validate: no `integrations/` folder here; name a path.');
      const diagnostics = targets.flatMap((target) => readIntegration(target, true).diagnostics);
      if (verbose) printError(describeExpressions(targets, process.stderr));
      print(diagnostics);
      conclude(diagnostics, targets.length);
    });
}

function coloured(diagnostic: Diagnostic): string {
  const { bold, red, yellow, dim } = colours(process.stdout);
  const { file, line, column, severity, message, rule } = diagnostic;
  if (bold('x') === 'x') return formatDiagnostic(diagnostic);
  const level = severity === 'error' ? red(severity) : yellow(severity);
  return `${bold(`${file}:${line}:${column}`)}: ${level}: ${message} ${dim(`[${rule}]`)}`;
}

function conclude(diagnostics: readonly Diagnostic[], integrations: number): void {
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  const warnings = diagnostics.length - errors;
  const summary = `${plural(integrations, 'integration')}: ${plural(errors, 'error')}, ${plural(warnings, 'warning')}.`;
  if (errors > 0) throw new FindingsError(summary);
  if (warnings > 0) printError(summary);
}
