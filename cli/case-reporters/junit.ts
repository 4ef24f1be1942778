import type { CaseResult } from '../../engine/cases/run.ts';
import { encodeXml } from '../../engine/http/xml.ts';
import { type Failure, failuresOf } from './failures.ts';
import type { CaseReporter, SuiteResult } from './reporter.ts';

/** JUnit XML as CI servers read it: a suite per integration, times in seconds. */
export const junit: CaseReporter = (suites) => {
  const results = suites.flatMap((one) => one.results);
  return encodeXml({ testsuites: { '@name': 'ymcp', ...totals(results), testsuite: suites.map(suite) } })
    .content;
};

const suite = ({ integration, results, stale }: SuiteResult) => ({
  '@name': integration.name,
  ...totals(results),
  testcase: [...results.map(testcase), ...contractCase(stale)],
});

const testcase = (result: CaseResult) => ({
  '@classname': result.case.method,
  '@name': result.case.name,
  '@file': result.case.source.file,
  '@time': seconds(result.milliseconds),
  ...(!result.passed && {
    failure: failuresOf(result).map((failure) => ({ '@message': failure.message, '#text': text(failure) })),
  }),
});

const contractCase = (stale: readonly string[]) =>
  stale.length === 0
    ? []
    : [{ '@classname': 'contract', '@name': 'contract.json', failure: { '@message': stale.join('; ') } }];

const totals = (results: readonly CaseResult[]) => ({
  '@tests': results.length,
  '@failures': results.filter(({ passed }) => !passed).length,
  '@time': seconds(results.reduce((sum, { milliseconds }) => sum + milliseconds, 0)),
});

const seconds = (milliseconds: number) => (milliseconds / 1_000).toFixed(3);

const text = ({ at, message, rows }: Failure) =>
  [
    at,
    message,
    ...rows.map(([place, expected, actual]) => `${place}: expected ${expected}, actual ${actual}`),
  ].join('\n');
