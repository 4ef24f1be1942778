import { compileExpression } from '../expression/expression.ts';
import { compileRequest } from '../http/request.ts';
import { parseRequestLine } from '../http/request-line.ts';
import type { JsonSchema } from '../json.ts';
import { compilePagination } from '../pagination/index.ts';
import type { Method } from '../schema/model.ts';
import { LIMITS, RETRY } from '../schema/resilience.ts';
import { compileValidator } from '../schema/validator.ts';
import type { IntegrationFile, MethodDefinition, ResponseDefinition } from '../types.ts';
import type { RetryPolicy } from './ask.ts';
import { compileChecks } from './checks.ts';
import { compileConfirm } from './confirm.ts';
import type { FindOperation } from './contract.ts';
import { hintsOf } from './hints.ts';
import { compilePlaces, splitControls } from './input.ts';
import { compileItem } from './item.ts';
import { compileJudge } from './judge.ts';
import { compileLiveSchemas } from './schema-from.ts';

/** Everything that a call needs and that does not change between calls. */
export type Plan = ReturnType<typeof compilePlan>;

export function compilePlan(
  tool: string,
  shared: IntegrationFile,
  { definition, ...method }: Method,
  inputSchema: JsonSchema,
  find: FindOperation,
) {
  const { items, item } = definition.response ?? {};
  const { verb } = parseRequestLine(definition.request);
  return {
    tool,
    limits: { ...LIMITS, ...shared.limits },
    judge: compileJudge(
      verb,
      shared.rate_limit,
      [...(definition.errors ?? []), ...(shared.errors ?? [])],
      definition.response?.format,
    ),
    retry: retryPolicy(shared, definition),
    idempotencyHeader: definition.idempotency_key?.toLowerCase(),
    validate: compileValidator(inputSchema, { whole: 'the call', member: 'argument' }),
    authType: shared.auth?.type ?? 'none',
    splitControls: splitControls({ definition, ...method }),
    runChecks: compileChecks(definition.checks),
    checkLiveSchemas: compileLiveSchemas(definition.parameters, find),
    confirm: compileConfirm(definition.confirm),
    place: compilePlaces({ definition, ...method }),
    draft: compileRequest({
      ...definition,
      query: { ...shared.query, ...definition.query },
      headers: { ...shared.headers, ...definition.headers },
    }),
    list: items === undefined ? undefined : compileList(items, definition),
    batch: definition.batch && compileBatch(definition.batch, shared),
    mapItem: compileItem(item),
  };
}

export type BatchPlan = ReturnType<typeof compileBatch>;

const compileBatch = (batch: NonNullable<MethodDefinition['batch']>, { limits }: IntegrationFile) => ({
  argument: batch.argument,
  maxItems: batch.max_items ?? 1_000,
  maxBytes: batch.max_bytes ?? limits?.request_bytes ?? Number.POSITIVE_INFINITY,
  concurrency: batch.concurrency ?? 2,
});

export type ListPlan = ReturnType<typeof compileList>;

function compileList(items: string, { pagination, response = {} }: MethodDefinition) {
  return {
    items: compileExpression(items),
    paginator: compilePagination(pagination),
    isUnpaged: pagination === undefined,
    upstreamFields: (fields: readonly string[]) => upstreamFields(fields, response),
  };
}

/** How the API itself is told to leave out other fields, where it can and every field has one name there. */
function upstreamFields(fields: readonly string[], { item, fields_query: query }: ResponseDefinition) {
  if (query === undefined || typeof item === 'string') return undefined;
  const names = fields.map((field) => {
    if (item === undefined || Array.isArray(item)) return field;
    const source = item[field];
    return typeof source === 'object' ? source.value : source;
  });
  return names.every((name) => name !== undefined && /^\w+$/.test(name)) ? { query, names } : undefined;
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
