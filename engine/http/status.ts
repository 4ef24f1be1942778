import { ToolError, type ToolErrorCode, type ToolErrorDetails } from '../errors.ts';
import { retryAfter } from './backoff.ts';
import { excerpt } from './decode.ts';
import { isSafe, type Verb } from './request-line.ts';
import type { HttpResponse } from './send.ts';

interface Meaning {
  code: ToolErrorCode;
  next: string;
}

const MEANINGS: Readonly<Record<number, Meaning>> = {
  401: { code: 'unauthorized', next: "The account's credentials were refused: ask its owner to check them." },
  403: { code: 'unauthorized', next: 'The account lacks the right to do this: ask its owner to grant it.' },
  404: { code: 'not_found', next: 'Check the ids in the arguments; list or search for the ones that exist.' },
  408: { code: 'timeout', next: 'Try again.' },
  409: { code: 'conflict', next: 'Read the current state, then decide whether the change is still needed.' },
  410: { code: 'not_found', next: 'It existed once and is gone; do not try again.' },
  429: { code: 'rate_limited', next: 'Wait, then try again.' },
};

const REJECTED: Meaning = {
  code: 'rejected',
  next: 'Correct the arguments as the message says; the same call will fail again.',
};
const UNAVAILABLE: Meaning = {
  code: 'unavailable',
  next: "The fault is on the API's side: try again later.",
};

/** The error that an unsuccessful status stands for, or `undefined` for a 2xx. */
export function statusError(response: HttpResponse, verb: Verb): ToolError | undefined {
  const { status, headers } = response;
  if (status >= 200 && status < 300) return undefined;
  const { code, next } = MEANINGS[status] ?? (status >= 500 ? UNAVAILABLE : REJECTED);
  const details: ToolErrorDetails = { status };
  if (code === 'rate_limited' || code === 'unavailable') Object.assign(details, rateLimit(headers));
  const quoted = excerpt(response.body.toString('utf8'));
  const said = quoted === '' ? 'without a body' : `and says: ${quoted}`;
  const wait = details.retry_after === undefined ? '' : ` Wait ${details.retry_after} s first.`;
  const doubt =
    status >= 500 && !isSafe(verb) ? ' The change may have taken effect: read the current state first.' : '';
  return new ToolError(
    code,
    `the API answered ${status} ${said}${/[.!?…]$/.test(said) ? '' : '.'} ${next}${wait}${doubt}`,
    details,
  );
}

/** Rate-limit facts under the names of draft-ietf-httpapi-ratelimit-headers; `retry_after` in seconds. */
export function rateLimit(headers: Readonly<Record<string, string>>): ToolErrorDetails {
  const details: ToolErrorDetails = {};
  const after = retryAfter(headers);
  if (after !== undefined) details.retry_after = after;
  for (const name of ['ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset'] as const) {
    const value = headers[name] ?? headers[`x-${name}`];
    if (value !== undefined) details[name] = value;
  }
  return details;
}
