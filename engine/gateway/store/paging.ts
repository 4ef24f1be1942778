import { GatewayError } from '../errors.ts';
import type { Paged } from './contract.ts';

/** The page made of one row more than it may have, which says whether there is another. */
export function pageOf<Record, Row>(
  rows: readonly Row[],
  limit: number,
  toRecord: (row: Row) => Record,
  keyOf: (row: Row) => readonly (string | number)[],
): Paged<Record> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const next = rows.length > limit && last !== undefined ? encode(keyOf(last)) : null;
  return { result: shown.map(toRecord), next_cursor: next };
}

const encode = (key: readonly (string | number)[]) => Buffer.from(JSON.stringify(key)).toString('base64url');

/** The key of the last row of the page before. */
export function readCursor<Key extends readonly (string | number)[]>(
  cursor: string,
  isKey: (value: unknown) => value is Key,
): Key {
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (isKey(key)) return key;
  } catch {}
  throw new GatewayError(400, 'the cursor is not one that was given; pass `next_cursor` back as it came.');
}
