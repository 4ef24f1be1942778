import { ACCOUNT_BINDINGS, templateSchema } from '../expression/fragment.ts';
import type { BearerAuth } from '../types.ts';
import { compileCredential } from './credential.ts';
import type { AuthScheme } from './scheme.ts';

/** RFC 6750, section 2.1. */
export const bearer: AuthScheme<BearerAuth> = {
  type: 'bearer',
  fragment: {
    title: 'BearerAuth',
    description: 'A fixed token in `Authorization: Bearer`.',
    type: 'object',
    properties: {
      type: { const: 'bearer' },
      token: templateSchema('The token, usually a setting: `"{{$account.token}}"`.', ACCOUNT_BINDINGS, {
        type: 'string',
      }),
    },
    required: ['type', 'token'],
    additionalProperties: false,
  },
  compile({ token }) {
    const credential = compileCredential(token, 'auth.token');
    return (account) => ({
      async authorize(request) {
        request.headers.authorization = `Bearer ${await credential(account)}`;
      },
    });
  },
};
