import type { JsonSchema } from '../json.ts';

/** Schema keyword of a string that is JSONata as a whole; its value lists the bindings visible there. */
export const EXPRESSION = 'x-expression';
/** Schema keyword of a value whose strings may hold `{{ jsonata }}`; its value lists the bindings visible there. */
export const TEMPLATE = 'x-template';

/** Bindings of the request side, where `$` is the tool's arguments. */
export const REQUEST_BINDINGS = ['arguments', 'account'] as const;
/** Bindings of the response side, where `$` is the response body; `$account` is absent, it holds secrets. */
export const RESPONSE_BINDINGS = ['arguments', 'status', 'headers'] as const;
/** Bindings of an auth scheme, where `$` is the account's settings. */
export const ACCOUNT_BINDINGS = ['account'] as const;

export function expressionSchema(
  description: string,
  bindings: readonly string[] = RESPONSE_BINDINGS,
  more: JsonSchema = {},
): JsonSchema {
  return { type: 'string', minLength: 1, description, [EXPRESSION]: bindings, ...more };
}

export function templateSchema(
  description: string,
  bindings: readonly string[] = REQUEST_BINDINGS,
  more: JsonSchema = {},
): JsonSchema {
  return { description, [TEMPLATE]: bindings, ...more };
}
