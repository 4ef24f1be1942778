import { createHmac } from 'node:crypto';
import type { SelectQueryBuilder } from 'kysely';
import type { AuditFilter, AuditStore, CallEntry } from './contract.ts';
import { createGroup, type Group } from './group.ts';
import type { Opened } from './opened.ts';
import { pageOf, readCursor } from './paging.ts';
import type { Db, Row, Tables } from './tables.ts';

/** Records written at a time; each has 16 values, and SQLite takes 32,766 per statement. */
const MOST = 500;
const LONGEST = 200;

export function createAuditStore(
  opened: Opened,
  hashKey: Buffer,
): AuditStore & Pick<Group<never, never>, 'settle'> {
  const { db } = opened;
  const group = createGroup<CallEntry, void>(async (entries) => {
    await opened.append('audit', (transaction) =>
      transaction.insertInto('audit').values(entries.map(clean)).execute(),
    );
    return [];
  }, MOST);

  return {
    append: group.add,
    settle: group.settle,
    hashArguments: (given) =>
      createHmac('sha256', hashKey)
        .update(JSON.stringify(given) ?? '')
        .digest('base64url'),
    async query(filter, { limit, cursor }) {
      let query = matching(db, filter)
        .orderBy('id', 'desc')
        .limit(limit + 1);
      if (cursor !== undefined) query = query.where('id', '<', readCursor(cursor, isKey)[0]);
      return pageOf(
        await query.execute(),
        limit,
        (row) => row,
        ({ id }) => [id],
      );
    },
    follow: (filter, after, limit) =>
      matching(db, filter).where('id', '>', after).orderBy('id').limit(limit).execute(),
  };
}

const isKey = (value: unknown): value is [number] =>
  Array.isArray(value) && value.length === 1 && Number.isSafeInteger(value[0]);

const EQUAL = ['status', 'tool', 'server_id', 'account_id'] as const;

function matching(db: Db, filter: AuditFilter): SelectQueryBuilder<Tables, 'audit', Row<'audit'>> {
  let query = db.selectFrom('audit').selectAll();
  for (const column of EQUAL) {
    const value = filter[column];
    if (value !== undefined) query = query.where(column, '=', value);
  }
  if (filter.since !== undefined) query = query.where('at', '>=', filter.since);
  if (filter.until !== undefined) query = query.where('at', '<', filter.until);
  return query;
}

/** Callers choose some of these texts; what a database cannot keep would cost the records of others too. */
function clean(entry: CallEntry): CallEntry {
  const kept = Object.entries(entry).map(([key, value]) => [
    key,
    typeof value === 'string' ? shorten(value) : typeof value === 'number' ? Math.round(value) : value,
  ]);
  return Object.fromEntries(kept) as CallEntry;
}

function shorten(text: string): string {
  const plain = Buffer.from(text).toString().replaceAll('\0', '\ufffd');
  return plain.length > LONGEST ? `${Buffer.from(plain.slice(0, LONGEST)).toString()}…` : plain;
}
