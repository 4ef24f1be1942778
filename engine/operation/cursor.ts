import { ToolError } from '../errors.ts';
import type { PageState } from '../pagination/strategy.ts';
import { type SealScope, seal, unseal } from './seal.ts';

/** Where a list goes on: a page, and how many of its items were already given out. */
export interface ListPosition {
  state: PageState;
  skip: number;
}

export type CursorScope = Omit<SealScope, 'purpose'>;

export const sealCursor = (position: ListPosition, scope: CursorScope, key: Buffer): string =>
  seal(position, { ...scope, purpose: 'cursor' }, key);

/** Opens a cursor; one that was altered, or issued for another call, is a `ToolError`. */
export function openCursor(cursor: string, scope: CursorScope, key: Buffer): ListPosition {
  try {
    return unseal(cursor, { ...scope, purpose: 'cursor' }, key) as ListPosition;
  } catch (error) {
    throw new ToolError(
      'invalid_arguments',
      '`next_cursor` was not issued for this tool with these arguments; pass back the one from the last result unchanged, with the same arguments, or leave it out to start over.',
      {},
      error,
    );
  }
}
