import { errorData } from '../../engine/cases/outcome.ts';
import { failuresOf } from './failures.ts';
import { type CaseReporter, percentCovered, type SuiteResult } from './reporter.ts';

/** For programs: everything, with places as `file:line:col`. */
export const json: CaseReporter = (suites) => JSON.stringify(suites.map(suite), null, 2);

const suite = ({ integration, results, coverage, drifts, stale }: SuiteResult) => ({
  integration: integration.name,
  passed: results.filter(({ passed }) => passed).length,
  failed: results.filter(({ passed }) => !passed).length,
  coverage: Number(percentCovered(coverage).toFixed(1)),
  cases: results.map((result) => ({
    method: result.case.method,
    name: result.case.name,
    passed: result.passed,
    milliseconds: Number(result.milliseconds.toFixed(1)),
    outcome: 'value' in result.outcome ? 'ok' : errorData(result.outcome.error).code,
    requests: result.made.length,
    ...(!result.passed && { failures: failuresOf(result) }),
  })),
  covered: coverage.map(({ kind, name, covered, source, path }) => ({
    kind,
    name,
    covered,
    at: `${source.file}:${source.locate(path, 'key').line}`,
  })),
  stale_contract: stale,
  drift: drifts.map(({ method, fields }) => ({ method: `${method.resource}.${method.name}`, fields })),
});
