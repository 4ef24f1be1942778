import { compileExpression } from '../expression/expression.ts';
import { namesIn } from '../expression/inspect.ts';
import { decode } from '../http/decode.ts';
import { isObject } from '../json.ts';
import type { Integration, Method } from '../schema/model.ts';
import type { CaseResult } from './run.ts';

/** Fields that answers have and that the mapping of a method does not mention. */
export interface Drift {
  method: Method;
  fields: string[];
}

/** Compares the answers in results with what the methods' mappings read of an item, and with fields that are known already. */
export async function findDrift(
  integration: Integration,
  results: readonly CaseResult[],
  seen: readonly Drift[] = [],
): Promise<Drift[]> {
  const drifts: Drift[] = [];
  for (const method of integration.methods) {
    const read = knownFields(method);
    if (!read) continue;
    const known = new Set([...read, ...seen.flatMap((one) => (one.method === method ? one.fields : []))]);
    const found = new Set<string>();
    for (const result of results)
      if (result.case.method === `${method.resource}.${method.name}`)
        for (const name of await fieldsIn(result, method)) if (!known.has(name)) found.add(name);
    if (found.size > 0) drifts.push({ method, fields: [...found].sort() });
  }
  return drifts;
}

/** Names that the mapping reads, or `undefined` where every field is passed on as it is. */
function knownFields({ definition: { response } }: Method): Set<string> | undefined {
  const { item, schema } = response ?? {};
  if (typeof item === 'string') return new Set(namesIn(item));
  if (Array.isArray(item)) return new Set(item);
  if (item !== undefined)
    return new Set(
      Object.values(item).flatMap((field) => namesIn(typeof field === 'string' ? field : field.value)),
    );
  return schema?.properties && new Set(Object.keys(schema.properties));
}

async function fieldsIn({ made, outcome }: CaseResult, { definition }: Method): Promise<Set<string>> {
  const { items, format } = definition.response ?? {};
  const expression = items === undefined ? undefined : compileExpression(items);
  const names = new Set<string>();
  for (const { response, isStanding } of 'value' in outcome ? made : []) {
    if (isStanding || !response || response.status >= 300) continue;
    const body = decode(response, format);
    const found = expression
      ? await expression.evaluate(body, { status: response.status, headers: response.headers })
      : body;
    for (const item of [found].flat())
      if (isObject(item)) for (const name of Object.keys(item)) names.add(name);
  }
  return names;
}
