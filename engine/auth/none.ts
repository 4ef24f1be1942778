import type { NoneAuth } from '../types.ts';
import type { AuthScheme } from './scheme.ts';

export const none: AuthScheme<NoneAuth> = {
  type: 'none',
  fragment: {
    title: 'NoneAuth',
    description: 'No credentials.',
    type: 'object',
    properties: { type: { const: 'none' } },
    required: ['type'],
    additionalProperties: false,
  },
  compile: () => () => ({ authorize: () => {} }),
};
