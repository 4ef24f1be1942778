import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { ToolError } from '../errors.ts';
import type { PageState } from '../pagination/strategy.ts';

/** Where a list goes on: a page, and how many of its items were already given out. */
export interface ListPosition {
  state: PageState;
  skip: number;
}

/** What a cursor is valid for: the same tool and account, with the same arguments. */
export interface CursorScope {
  tool: string;
  account: string;
  arguments: Readonly<Record<string, unknown>>;
}

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Seals a position as an opaque string. AES-256-GCM hides what it holds and makes any change or other use detectable. */
export function sealCursor(position: ListPosition, scope: CursorScope, key: Buffer): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(scopeDigest(scope));
  const sealed = Buffer.concat([cipher.update(JSON.stringify(position), 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
}

/** Opens a cursor; one that was altered, or issued for another call, is a `ToolError`. */
export function openCursor(cursor: string, scope: CursorScope, key: Buffer): ListPosition {
  const bytes = Buffer.from(cursor, 'base64url');
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(scopeDigest(scope)).setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    const text =
      decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
    return JSON.parse(text) as ListPosition;
  } catch (error) {
    throw new ToolError(
      'invalid_arguments',
      '`next_cursor` was not issued for this tool with these arguments; pass back the one from the last result unchanged, with the same arguments, or leave it out to start over.',
      {},
      error,
    );
  }
}

function scopeDigest({ tool, account, arguments: all }: CursorScope): Buffer {
  const { limit: _, next_cursor: __, ...rest } = all;
  const sorted = Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([tool, account, sorted]))
    .digest();
}
