import type { KeyObject } from 'node:crypto';
import { ToolError } from '../errors.ts';
import type { PageState } from '../pagination/strategy.ts';
import { type SealScope, sealOnce, unseal } from './seal.ts';

/** Where a list goes on: a page, and how many of its items were already given out. */
export interface ListPosition {
  state: PageState;
  skip: number;
}

export const sealCursor = (position: ListPosition, scope: SealScope, key: KeyObject): string =>
  sealOnce(position, 'cursor', scope, key);

/** Opens a cursor; one that was altered, or issued for another call, is a `ToolError`. */
export function openCursor(cursor: string, scope: SealScope, key: KeyObject): ListPosition {
  try {
    return unseal(cursor, 'cursor', scope, key) as ListPosition;
  } catch (error) {
    throw new ToolError(
      'invalid_arguments',
      '`next_cursor` was not issued for this tool with these arguments; pass back the one from the last result unchanged, with the same arguments, or leave it out to start over.',
      {},
      error,
    );
  }
}
