import type { ToolError } from '../errors.ts';
import type { Outcome } from '../operation/catalog.ts';
import type { CaseDefinition } from '../types.ts';
import { compileExpectation, type Difference } from './expectation.ts';

type Expected = Pick<CaseDefinition, 'result' | 'error'>;

/** How an outcome differs from the expected one; of an error, only what the case names counts. */
export async function compareOutcome(expected: Expected, outcome: Outcome): Promise<Difference[]> {
  const { result, error } = expected;
  if (result !== undefined && 'value' in outcome)
    return compileExpectation(result, ['result'])(outcome.value);
  if (error === undefined || !('error' in outcome)) return compareKind(expected, outcome);
  const actual = errorData(outcome.error);
  const named = Object.keys(error).filter((key) => actual[key] !== undefined);
  return compileExpectation(error, ['error'])(Object.fromEntries(named.map((key) => [key, actual[key]])));
}

/** Whether an outcome is of another kind than expected: a result, or an error of a certain code. */
export async function compareKind({ result, error }: Expected, outcome: Outcome): Promise<Difference[]> {
  if ('value' in outcome) {
    if (result !== undefined) return [];
    return [
      { path: ['error'], expected: error, actual: undefined },
      { path: ['result'], expected: undefined, actual: outcome.value },
    ];
  }
  if (error !== undefined) {
    const { code } = outcome.error;
    return code === error.code ? [] : [{ path: ['error', 'code'], expected: error.code, actual: code }];
  }
  return [
    { path: ['result'], expected: result, actual: undefined },
    { path: ['error'], expected: undefined, actual: errorData(outcome.error) },
  ];
}

/** An error as clients get it. */
export const errorData = ({ code, message, details }: ToolError): Record<string, unknown> => ({
  code,
  message,
  ...details,
});
