import type { NonePagination } from '../types.ts';
import type { PaginationStrategy } from './strategy.ts';

export const none: PaginationStrategy<NonePagination> = {
  type: 'none',
  fragment: {
    title: 'NonePagination',
    description:
      'One answer holds everything. Switches off the pagination that the integration declares for all.',
    type: 'object',
    properties: { type: { const: 'none' } },
    required: ['type'],
    additionalProperties: false,
  },
  compile: () => ({
    start: () => ({}),
    size: (_, wanted) => wanted,
    apply: () => {},
    next: () => undefined,
  }),
};
