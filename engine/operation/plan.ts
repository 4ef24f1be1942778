import { compileExpression } from '../expression/expression.ts';
import { compileRequest } from '../http/request.ts';
import { parseRequestLine } from '../http/request-line.ts';
import type { JsonSchema } from '../json.ts';
import { compilePagination } from '../pagination/index.ts';
import type { Method } from '../schema/model.ts';
import { compileValidator } from '../schema/validator.ts';
import type { IntegrationFile } from '../types.ts';
import { compilePlaces } from './input.ts';
import { compileItem } from './item.ts';

/** Everything that a call needs and that does not change between calls. */
export type Plan = ReturnType<typeof compilePlan>;

export function compilePlan(
  tool: string,
  shared: IntegrationFile,
  { definition, ...method }: Method,
  inputSchema: JsonSchema,
) {
  const { items, item } = definition.response ?? {};
  return {
    tool,
    verb: parseRequestLine(definition.request).verb,
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
