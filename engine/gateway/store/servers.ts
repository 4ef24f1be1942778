import { randomUUID } from 'node:crypto';
import type { NewServer, ServerRecord, ServerStore } from './contract.ts';
import type { Opened } from './opened.ts';
import { pageOf, readCursor } from './paging.ts';
import type { Row } from './tables.ts';

export function createServerStore(opened: Opened): ServerStore {
  const { db } = opened;
  return {
    add: (server, tokenHash) =>
      opened.write(async (transaction) => {
        const account = await transaction
          .selectFrom('accounts')
          .select('id')
          .where('id', '=', server.integrated_account_id)
          .executeTakeFirst();
        if (!account) return undefined;
        const now = new Date().toISOString();
        const record = { id: randomUUID(), ...server, created_at: now, updated_at: now };
        await transaction
          .insertInto('servers')
          .values({ ...toRow(record), token_hash: tokenHash })
          .execute();
        return record;
      }),
    async list({ limit, cursor, account }) {
      let query = db
        .selectFrom('servers')
        .selectAll()
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit + 1);
      if (account !== undefined) query = query.where('integrated_account_id', '=', account);
      if (cursor !== undefined) {
        const [createdAt, id] = readCursor(cursor, isKey);
        query = query.where(({ eb, refTuple, tuple }) =>
          eb(refTuple('created_at', 'id'), '<', tuple(createdAt, id)),
        );
      }
      return pageOf(await query.execute(), limit, toRecord, (row) => [row.created_at, row.id]);
    },
    async find(id) {
      const row = await db.selectFrom('servers').selectAll().where('id', '=', id).executeTakeFirst();
      return row && toRecord(row);
    },
    async findByToken(tokenHash) {
      const row = await db
        .selectFrom('servers')
        .selectAll()
        .where('token_hash', '=', tokenHash)
        .executeTakeFirst();
      return row && toRecord(row);
    },
    update: (id, change) =>
      opened.append(`server ${id}`, async (transaction) => {
        const row = await transaction
          .selectFrom('servers')
          .selectAll()
          .where('id', '=', id)
          .executeTakeFirst();
        if (!row) return undefined;
        const before = toRecord(row);
        const after = { ...before, ...change(before), updated_at: new Date().toISOString() };
        await transaction.updateTable('servers').set(toRow(after)).where('id', '=', id).execute();
        await opened.announce(transaction, { type: 'server', id });
        return after;
      }),
    remove: (id) =>
      opened.write(async (transaction) => {
        const { numDeletedRows } = await transaction
          .deleteFrom('servers')
          .where('id', '=', id)
          .executeTakeFirst();
        if (numDeletedRows > 0n) await opened.announce(transaction, { type: 'server', id });
        return numDeletedRows > 0n;
      }),
  };
}

const isKey = (value: unknown): value is [string, string] =>
  Array.isArray(value) && value.length === 2 && value.every((part) => typeof part === 'string');

const toRow = ({ config, ...rest }: NewServer & ServerRecord) => ({
  ...rest,
  config: JSON.stringify(config),
});

const toRecord = ({ token_hash: _, config, ...rest }: Row<'servers'>): ServerRecord => ({
  ...rest,
  config: JSON.parse(config),
});
