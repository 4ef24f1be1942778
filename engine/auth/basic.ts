import { ACCOUNT_BINDINGS, templateSchema } from '../expression/fragment.ts';
import type { BasicAuth } from '../types.ts';
import { compileCredential } from './credential.ts';
import type { AuthScheme } from './scheme.ts';

/** RFC 7617. */
export const basic: AuthScheme<BasicAuth> = {
  type: 'basic',
  fragment: {
    title: 'BasicAuth',
    description: 'User name and password in `Authorization: Basic`.',
    type: 'object',
    properties: {
      type: { const: 'basic' },
      username: templateSchema('The user name: `"{{$account.username}}"`.', ACCOUNT_BINDINGS, {
        type: 'string',
      }),
      password: templateSchema('The password: `"{{$account.password}}"`.', ACCOUNT_BINDINGS, {
        type: 'string',
      }),
    },
    required: ['type', 'username', 'password'],
    additionalProperties: false,
  },
  compile(config) {
    const username = compileCredential(config.username, 'auth.username', 'name');
    const password = compileCredential(config.password, 'auth.password');
    return (account) => ({
      async authorize(request) {
        const pair = Buffer.from(`${await username(account)}:${await password(account)}`).toString('base64');
        account.redactor.add(pair);
        request.headers.authorization = `Basic ${pair}`;
      },
    });
  },
};
