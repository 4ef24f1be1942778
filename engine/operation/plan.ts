import { compileExpression } from '../expression/expression.ts';
import { compileRequest } from '../http/request.ts';
import { parseRequestLine } from '../http/request-line.ts';
import type { JsonSchema } from '../json.ts';
import { compilePagination } from '../pagination/index.ts';
import type { Method } from '../schema/model.ts';
import { LIMITS, RETRY } from '../schema/resilience.ts';
import { compileValidator } from '../schema/validator.ts';
import type { IntegrationFile, MethodDefinition } from '../types.ts';
import type { RetryPolicy } from './ask.ts';
import { hintsOf } from './hints.ts';
import { compilePlaces } from './input.ts';
import { compileItem } from './item.ts';
import { compileJudge } from './judge.ts';

/** Everything that a call needs and that does not change between calls. */
export type Plan = ReturnType<typeof compilePlan>;

export function compilePlan(
  tool: string,
  shared: IntegrationFile,
  { definition, ...method }: Method,
  inputSchema: JsonSchema,
) {
  const { items, item } = definition.response ?? {};
  const { verb } = parseRequestLine(definition.request);
  return {
    tool,
    limits: { ...LIMITS, ...shared.limits },
    judge: compileJudge(verb, shared.rate_limit, [...(definition.errors ?? []), ...(shared.errors ?? [])]),
    retry: retryPolicy(shared, definition),
    idempotencyHeader: definition.idempotency_key?.toLowerCase(),
    validate: compileValidator(inputSchema, { whole: 'the call', member: 'argument' }),
    place: compilePlaces({ definition, ...method }),
    draft: compileRequest({
      ...definition,
      query: { ...shared.query, ...definition.query },
      headers: { ...shared.headers, ...definition.headers },
    }),
    list:
      items === undefined
        ? undefined
        : { items: compileExpression(items), paginator: compilePagination(definition.pagination) },
    mapItem: compileItem(item),
  };
}

function retryPolicy(shared: IntegrationFile, definition: MethodDefinition): RetryPolicy {
  const { attempts, base_ms: baseMs, max_ms: maxMs } = { ...RETRY, ...shared.retry, ...definition.retry };
  const isRepeatable = hintsOf(definition).readOnly || definition.idempotency_key !== undefined;
  return {
    attempts: isRepeatable ? attempts : 1,
    baseMs,
    maxMs,
    waitsWhenLimited: shared.rate_limit?.on_429 !== 'pass',
  };
}
