import type { Path } from '../yaml/source.ts';

/** Keys of a JSON pointer (RFC 6901). */
export const pathOf = (pointer: string): Path =>
  pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
