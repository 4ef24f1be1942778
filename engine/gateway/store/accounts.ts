import { randomUUID } from 'node:crypto';
import type { AccountRecord, AccountStore, OpenedAccount, Settings } from './contract.ts';
import type { Opened } from './opened.ts';
import type { Row } from './tables.ts';

export function createAccountStore(opened: Opened): AccountStore {
  const { db, cipher } = opened;
  const seal = (id: string, settings: Settings) => cipher.encrypt(JSON.stringify(settings), placeOf(id));

  return {
    add: (account, settings) =>
      opened.write(async (transaction) => {
        const now = new Date().toISOString();
        const id = randomUUID();
        const row = { ...account, id, revision: 1, created_at: now, updated_at: now };
        await transaction
          .insertInto('accounts')
          .values({ ...row, settings: seal(id, settings) })
          .execute();
        return row;
      }),
    async list({ integration, tenant_id } = {}) {
      let query = db.selectFrom('accounts').selectAll().orderBy('created_at', 'desc').orderBy('id');
      if (integration !== undefined) query = query.where('integration', '=', integration);
      if (tenant_id !== undefined) query = query.where('tenant_id', '=', tenant_id);
      return (await query.execute()).map(toRecord);
    },
    async find(id) {
      const row = await db.selectFrom('accounts').selectAll().where('id', '=', id).executeTakeFirst();
      return row && toRecord(row);
    },
    async open(id) {
      const row = await db.selectFrom('accounts').selectAll().where('id', '=', id).executeTakeFirst();
      if (!row) return undefined;
      const settings: OpenedAccount['settings'] = JSON.parse(cipher.decrypt(row.settings, placeOf(id)));
      return { ...toRecord(row), settings };
    },
    rotate: (id, settings, status) =>
      opened.write(async (transaction) => {
        const row = await transaction
          .updateTable('accounts')
          .set(({ eb }) => ({
            settings: seal(id, settings),
            status,
            revision: eb('revision', '+', 1),
            updated_at: new Date().toISOString(),
          }))
          .where('id', '=', id)
          .returningAll()
          .executeTakeFirst();
        if (!row) return undefined;
        await transaction.deleteFrom('upstream_tokens').where('account_id', '=', id).execute();
        await transaction.deleteFrom('connects').where('account_id', '=', id).execute();
        await opened.announce(transaction, { type: 'account', id });
        return toRecord(row);
      }),
    setStatus: ({ id, revision }, status) =>
      opened.write(async (transaction) => {
        const { numUpdatedRows } = await transaction
          .updateTable('accounts')
          .set({ status, updated_at: new Date().toISOString() })
          .where('id', '=', id)
          .where('revision', '=', revision)
          .where('status', '!=', status)
          .executeTakeFirst();
        if (numUpdatedRows > 0n) await opened.announce(transaction, { type: 'account', id });
      }),
    remove: (id) =>
      opened.write(async (transaction) => {
        const { numDeletedRows } = await transaction
          .deleteFrom('accounts')
          .where('id', '=', id)
          .executeTakeFirst();
        if (numDeletedRows > 0n) await opened.announce(transaction, { type: 'account', id });
        return numDeletedRows > 0n;
      }),
  };
}

const placeOf = (id: string) => `accounts/${id}`;

const toRecord = ({ settings: _, ...record }: Row<'accounts'>): AccountRecord => record;
