import { ToolError } from '../errors.ts';
import { compileExpression } from '../expression/expression.ts';
import { ACCOUNT_BINDINGS, expressionSchema, templateSchema } from '../expression/fragment.ts';
import { compileTemplate } from '../expression/template.ts';
import type { HttpRequest } from '../http/encode.ts';
import type { HeadersAuth } from '../types.ts';
import type { AuthScheme } from './scheme.ts';

/** `*`: the names under `let` are known only here. */
const BINDINGS = [...ACCOUNT_BINDINGS, 'request', '*'];

/** For APIs that want requests signed. */
export const headers: AuthScheme<HeadersAuth> = {
  type: 'headers',
  fragment: {
    title: 'HeadersAuth',
    description: 'Headers worked out from the request itself, for signing.',
    type: 'object',
    properties: {
      type: { const: 'headers' },
      let: {
        type: 'object',
        propertyNames: { pattern: '^[a-z][a-z0-9_]*$' },
        additionalProperties: expressionSchema('A value for what follows.', BINDINGS),
        description:
          'Values worked out in order, each `$name` from then on: `now: $millis()`. `$request` is `{verb, url, path, query, headers, body}` as it will be sent, the body as text.',
      },
      headers: templateSchema(
        'The headers: `{ X-Signature: "{{$hmac($request.body, $account.secret)}}" }`.',
        BINDINGS,
        {
          type: 'object',
          minProperties: 1,
        },
      ),
    },
    required: ['type', 'headers'],
    additionalProperties: false,
  },
  compile(config) {
    const names = Object.entries(config.let ?? {}).map(
      ([name, source]) => [name, compileExpression(source)] as const,
    );
    const templates = Object.entries(config.headers).map(
      ([name, text]) => [name, compileTemplate(text)] as const,
    );
    return ({ settings, redactor }) => ({
      async authorize(request) {
        const bindings: Record<string, unknown> = { account: settings, request: describe(request) };
        for (const [name, expression] of names)
          bindings[name] = await expression.evaluate(settings, bindings);
        for (const [name, template] of templates) {
          const value = await template.fill(settings, bindings);
          if ((typeof value !== 'string' && typeof value !== 'number') || value === '')
            throw new ToolError(
              'missing_secret',
              `the header \`${name}\` came out empty; check the account's settings.`,
            );
          // A signature is as good as the key for as long as it is valid.
          redactor.add(String(value));
          request.headers[name.toLowerCase()] = String(value);
        }
      },
    });
  },
};

function describe({ verb, url, headers: sent, body }: HttpRequest): Record<string, unknown> {
  return {
    verb,
    url: url.href,
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: sent,
    body: body === undefined ? '' : body.toString(),
  };
}
