import { ACCOUNT_BINDINGS, templateSchema } from '../expression/fragment.ts';
import type { HttpRequest } from '../http/encode.ts';
import type { ApiKeyAuth } from '../types.ts';
import { compileCredential } from './credential.ts';
import type { AuthScheme } from './scheme.ts';

const PLACES: Record<ApiKeyAuth['in'], (request: HttpRequest, name: string, key: string) => void> = {
  header: (request, name, key) => {
    request.headers[name.toLowerCase()] = key;
  },
  query: (request, name, key) => {
    request.url = new URL(request.url);
    request.url.searchParams.set(name, key);
  },
  cookie: (request, name, key) => {
    const others = request.headers.cookie === undefined ? '' : `${request.headers.cookie}; `;
    request.headers.cookie = `${others}${name}=${encodeURIComponent(key)}`;
  },
};

export const apiKey: AuthScheme<ApiKeyAuth> = {
  type: 'api_key',
  fragment: {
    title: 'ApiKeyAuth',
    description: 'A key in a header, a query parameter or a cookie.',
    type: 'object',
    properties: {
      type: { const: 'api_key' },
      in: {
        enum: Object.keys(PLACES),
        description: 'Where the key goes. A key in the query ends up in server logs; prefer a header.',
      },
      name: { type: 'string', minLength: 1, description: 'Name of the header, query parameter or cookie.' },
      key: templateSchema(
        'The key, with its prefix if it has one: `"Token {{$account.key}}"`.',
        ACCOUNT_BINDINGS,
        { type: 'string' },
      ),
    },
    required: ['type', 'in', 'name', 'key'],
    additionalProperties: false,
  },
  compile(config) {
    const credential = compileCredential(config.key, 'auth.key');
    const place = PLACES[config.in];
    return (account) => ({
      async authorize(request) {
        place(request, config.name, await credential(account));
      },
    });
  },
};
