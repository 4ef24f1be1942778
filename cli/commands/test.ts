import { type Command, InvalidArgumentError, Option } from 'commander';
import { measureCoverage } from '../../engine/cases/coverage.ts';
import { type Drift, findDrift } from '../../engine/cases/drift.ts';
import { type CaseResult, type LiveUpstream, rehearseCase, runCase } from '../../engine/cases/run.ts';
import { compileOperations } from '../../engine/operation/operation.ts';
import { settingsFromEnvironment } from '../../engine/operation/settings.ts';
import { startSandbox } from '../../engine/sandbox/server.ts';
import type { Case, Integration, LocatedIntegration } from '../../engine/schema/model.ts';
import { caseReporters } from '../case-reporters/index.ts';
import { percentCovered, type SuiteResult } from '../case-reporters/reporter.ts';
import { sandboxOf } from '../catalog.ts';
import { chooseIntegrations } from '../choose.ts';
import { checkContract, writeContract } from '../contract-file.ts';
import { environment, stateFolder } from '../environment.ts';
import { FindingsError, UsageError } from '../errors.ts';
import { loadWithCasesOrExit } from '../integrations.ts';
import { showProgress } from '../progress.ts';
import { plural, printError, printLine } from '../terminal.ts';
import { createFileStore } from '../token-file.ts';
import { watchFiles } from '../watch.ts';

interface TestOptions {
  format: string;
  grep?: string;
  minCoverage?: number;
  sandbox?: boolean;
  live?: boolean;
  watch?: boolean;
  drift?: boolean;
  updateContract?: boolean;
}

export function addTest(program: Command): void {
  program
    .command('test')
    .description("run integrations' cases offline, and measure what they cover")
    .argument('[integration...]', 'by name or path; all of integrations/ when left out')
    .option('-g, --grep <text>', 'only cases whose method or name contains this text')
    .option('--min-coverage <percent>', 'fail when the cases cover less', parsePercent)
    .addOption(
      new Option('--format <format>', 'how to print results')
        .choices(Object.keys(caseReporters))
        .default('pretty'),
    )
    .option(
      '--drift',
      'list the fields of answers that mappings leave out; with --live, those that no case has',
    )
    .option('--update-contract', 'write `contract.json` anew, with the tools as they are now')
    .option('--sandbox', "carry recorded cases out against the integration's sandbox")
    .addOption(
      new Option(
        '--live',
        'carry recorded cases of reading methods out against the API, as the account of the environment',
      ).conflicts('sandbox'),
    )
    .addOption(new Option('--watch', 'run again whenever a file changes').conflicts(['live']))
    .action(async (names: string[], options: TestOptions) => {
      const paths = chooseIntegrations(names, 'all');
      if (!options.watch) return conclude(await runAll(paths, options), options);
      await watchFiles(paths, async () => conclude(await runAll(paths, options), options));
    });
}

const parsePercent = (text: string): number => {
  const percent = Number(text);
  if (text.trim() !== '' && percent >= 0 && percent <= 100) return percent;
  throw new InvalidArgumentError('expected a number from 0 to 100.');
};

async function runAll(paths: readonly string[], options: TestOptions): Promise<SuiteResult[]> {
  const suites: SuiteResult[] = [];
  for (const path of paths) {
    const { integration, cases } = loadWithCasesOrExit(path);
    const chosen = cases.filter(({ method, name }) => `${method} ${name}`.includes(options.grep ?? ''));
    if (options.updateContract) writeContract(path, integration);
    suites.push({
      ...(await runSuite(integration, chosen, options)),
      stale: checkContract(path, integration),
    });
  }
  return suites;
}

async function runSuite(
  integration: LocatedIntegration,
  cases: readonly Case[],
  options: TestOptions,
): Promise<Omit<SuiteResult, 'stale'>> {
  const progress = showProgress('cases');
  const results: CaseResult[] = [];
  const run = (await runnerFor(integration, options)) ?? ((one: Case) => runCase(integration, one));
  const runnable = cases.filter((one) => canRun(integration, one, options));
  for (const one of runnable) {
    results.push(await run(one));
    progress?.(results.length, runnable.length);
  }
  const isWhole = !options.sandbox && !options.live && options.grep === undefined;
  return {
    integration,
    results,
    coverage: isWhole ? measureCoverage(integration, results) : [],
    drifts: await driftsIn(integration, cases, results, options),
  };
}

/** Fields that the API has come to have; or, offline, those that the mapping is known to leave out. */
async function driftsIn(
  integration: Integration,
  cases: readonly Case[],
  results: readonly CaseResult[],
  { live, drift }: TestOptions,
): Promise<Drift[]> {
  if (!live) return drift ? findDrift(integration, results) : [];
  const offline: CaseResult[] = [];
  for (const one of cases) offline.push(await runCase(integration, one));
  return findDrift(integration, results, await findDrift(integration, offline));
}

/** How to carry a case out against something real; each has a sandbox of its own. */
async function runnerFor(integration: Integration, { sandbox, live }: TestOptions) {
  if (sandbox) {
    const definition = sandboxOf(integration);
    return async (one: Case) => {
      const started = await startSandbox(definition);
      const options = { origin: started.url };
      const upstream: LiveUpstream = { kind: 'sandbox', settings: definition.account ?? {}, options };
      return rehearseCase(integration, one, upstream).finally(() => started.close());
    };
  }
  if (!live) return undefined;
  const env = environment();
  const options = { tokens: createFileStore(stateFolder(env)) };
  const settings = settingsFromEnvironment(integration, env);
  return (one: Case) => rehearseCase(integration, one, { kind: 'live', settings, options });
}

/** Answers that were written by hand are made up, so nothing real can be held against them. */
function canRun(integration: Integration, one: Case, { sandbox, live }: TestOptions): boolean {
  if (!sandbox && !live) return true;
  return one.definition.recorded !== undefined && (!live || isReading(integration, one));
}

const isReading = (integration: Integration, { method }: Case): boolean =>
  compileOperations(integration).some(
    (one) => `${one.resource}.${one.method}` === method && one.hints.readOnly,
  );

function conclude(suites: readonly SuiteResult[], { format, minCoverage, grep }: TestOptions): void {
  const print = caseReporters[format];
  const results = suites.flatMap((one) => one.results);
  if (results.length === 0)
    throw new UsageError(
      grep === undefined
        ? 'there is no case to run; write `cases/*.yaml`, or record one with `ymcp record`.'
        : `no case has \`${grep}\` in its method or name.`,
    );
  printLine(print?.(suites));
  const failed = results.filter(({ passed }) => !passed).length;
  const summary = `${plural(results.length, 'case')}: ${results.length - failed} passed, ${failed} failed.`;
  const stale = suites.filter((one) => one.stale.length > 0).map(({ integration }) => integration.name);
  if (failed > 0) throw new FindingsError(summary);
  if (stale.length > 0)
    throw new FindingsError(
      `the contract of ${stale.join(', ')} has changed; if that is meant, write it anew with \`ymcp test ${stale.join(' ')} --update-contract\`.`,
    );
  printError(summary);
  for (const { integration, coverage } of suites) {
    const percent = percentCovered(coverage);
    if (minCoverage !== undefined && percent < minCoverage)
      throw new FindingsError(
        `the cases of \`${integration.name}\` cover ${percent.toFixed(1)} %; at least ${minCoverage} % are asked for.`,
      );
  }
}
