import type { Difference } from '../../engine/cases/expectation.ts';
import { locateFailure } from '../../engine/cases/locate.ts';
import type { CaseResult } from '../../engine/cases/run.ts';

/** One way in which a case failed, as text. */
export interface Failure {
  /** `file:line:col` of the line of the case that does not hold. */
  at: string;
  message: string;
  /** Place, expected and actual value, each on one line. */
  rows: [place: string, expected: string, actual: string][];
}

/** Everything that is wrong with a case that did not pass. */
export function failuresOf(result: CaseResult): Failure[] {
  const { case: tested, unexpected, missing, differences } = result;
  return [
    ...unexpected.map(({ request, closest, differences: apart }): Failure => {
      const line = `${request.verb} ${request.url}`;
      return {
        at: locateFailure(tested, closest),
        message: closest
          ? `the request ${line} is not as the case has it:`
          : `the case has no more requests, but ${line} is made.`,
        rows: apart.map(row),
      };
    }),
    ...missing.map(({ exchange, times }): Failure => {
      const often = times === 1 ? '' : ` (${times} times)`;
      return {
        at: locateFailure(tested, exchange),
        message: `not made${often}: ${exchange.request}`,
        rows: [],
      };
    }),
    ...(differences.length > 0
      ? [
          {
            at: locateFailure(tested, undefined, differences[0]?.path),
            message: 'the outcome differs:',
            rows: differences.map(row),
          },
        ]
      : []),
  ];
}

const row = ({ path, expected, actual }: Difference): Failure['rows'][number] => [
  path.map(String).join('.') || '(whole)',
  shown(expected),
  shown(actual),
];

const LONGEST = 200;

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}… (${text.length} characters)` : text;
}
