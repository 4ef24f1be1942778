import { TOOL_ERROR_CODES } from '../errors.ts';
import { expressionSchema, RESPONSE_BINDINGS, templateSchema } from '../expression/fragment.ts';
import type { JsonSchema } from '../json.ts';

/** What the engine keeps to where `limits:` says nothing. */
export const LIMITS = {
  response_bytes: 33_554_432,
  output_bytes: 100_000,
  timeout_ms: 30_000,
  deadline_ms: 60_000,
  walk_ms: 30_000,
  concurrency: 8,
} as const;

export const RETRY = { attempts: 3, base_ms: 500, max_ms: 20_000 } as const;

const count = (description: string, byDefault?: number): JsonSchema => ({
  type: 'integer',
  minimum: 1,
  description,
  ...(byDefault !== undefined && { default: byDefault }),
});

export const limitsDefinition: JsonSchema = {
  title: 'Limits',
  description: 'What the engine keeps to when it calls this API.',
  type: 'object',
  properties: {
    request_bytes: count('Largest request body in bytes; a larger one is refused before it is sent.'),
    response_bytes: count('Largest response body in bytes.', LIMITS.response_bytes),
    output_bytes: count(
      'Largest result in bytes; a list is cut before the item that would exceed it, and goes on by cursor.',
      LIMITS.output_bytes,
    ),
    timeout_ms: count('Milliseconds for one request.', LIMITS.timeout_ms),
    deadline_ms: count('Milliseconds for a whole call: every page, retry and wait.', LIMITS.deadline_ms),
    walk_ms: count(
      'Milliseconds after which a list stops at the end of a page and goes on by cursor.',
      LIMITS.walk_ms,
    ),
    concurrency: count('Requests under way at once for one account.', LIMITS.concurrency),
  },
  additionalProperties: false,
};

export const retryDefinition: JsonSchema = {
  title: 'Retry',
  description:
    'How often a request is tried when there is no answer, or a 5xx or 429. Only requests that change nothing are repeated, and those with an `idempotency_key`.',
  type: 'object',
  properties: {
    attempts: count('Tries in all; 1 never repeats.', RETRY.attempts),
    base_ms: count(
      'Milliseconds that bound the first wait; the bound doubles each time, and the wait is random below it.',
      RETRY.base_ms,
    ),
    max_ms: count(
      'Longest wait in milliseconds. When the API asks for a longer one, the model is told instead.',
      RETRY.max_ms,
    ),
  },
  additionalProperties: false,
};

export const rateLimitDefinition: JsonSchema = {
  title: 'RateLimit',
  description:
    'How this API says "slow down", and how many requests it takes. `$` is the response body, if it is JSON.',
  type: 'object',
  properties: {
    when: expressionSchema(
      'Whether an answer means it: `$status = 429`. That is also what holds when this is left out.',
      RESPONSE_BINDINGS,
    ),
    retry_after: expressionSchema(
      'Seconds to wait; from `Retry-After` or a reset header when left out.',
      RESPONSE_BINDINGS,
    ),
    limit: expressionSchema('Requests allowed, for `ratelimit-limit`.', RESPONSE_BINDINGS),
    remaining: expressionSchema('Requests left, for `ratelimit-remaining`.', RESPONSE_BINDINGS),
    reset: expressionSchema(
      'When the limit is renewed, for `ratelimit-reset`: seconds, or a Unix time.',
      RESPONSE_BINDINGS,
    ),
    on_429: {
      enum: ['wait', 'pass'],
      default: 'wait',
      description:
        '`wait` as long as asked and try again, where repeating is safe; `pass` the refusal on at once.',
    },
    budget: {
      title: 'RateBudget',
      description:
        'Requests that one account may make, so that the limit is not reached at all; further ones wait their turn.',
      type: 'object',
      properties: {
        requests: count('Requests in a period.'),
        seconds: count('Length of the period.'),
      },
      required: ['requests', 'seconds'],
      additionalProperties: false,
    },
  },
  additionalProperties: false,
};

/** Codes that an error rule may give; the others are the engine's own. */
const RULE_CODES = TOOL_ERROR_CODES.filter(
  (code) =>
    ![
      'unknown_tool',
      'confirmation_required',
      'missing_secret',
      'network',
      'transform',
      'cancelled',
      'internal',
    ].includes(code),
);

export const errorRules: JsonSchema = {
  type: 'array',
  items: {
    title: 'ErrorRule',
    type: 'object',
    properties: {
      when: expressionSchema(
        'Whether the answer is this error, whatever its status. `$` is the response body, if it is JSON.',
        RESPONSE_BINDINGS,
      ),
      code: { enum: RULE_CODES, description: 'Code for the model.' },
      message: templateSchema(
        'What went wrong and what to do next, for the model; may quote the answer: `{{error.message}}`.',
        RESPONSE_BINDINGS,
        {
          type: 'string',
          minLength: 1,
        },
      ),
    },
    required: ['when', 'code', 'message'],
    additionalProperties: false,
  },
  description:
    'Answers that are errors, or that deserve a better message; the first that applies counts, those of the method first.',
};
