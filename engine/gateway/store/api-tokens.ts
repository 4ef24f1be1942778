import { randomUUID } from 'node:crypto';
import type { ApiScope, ApiTokenRecord, ApiTokenStore } from './contract.ts';
import type { Opened } from './opened.ts';
import type { Row } from './tables.ts';

export const createApiTokenStore = (opened: Opened): ApiTokenStore => ({
  add: (token, tokenHash) =>
    opened.write(async (transaction) => {
      const record = { ...token, id: randomUUID(), created_at: new Date().toISOString() };
      await transaction
        .insertInto('api_tokens')
        .values({ ...record, scopes: token.scopes.join(' '), token_hash: tokenHash })
        .execute();
      return record;
    }),
  async list() {
    const rows = await opened.db
      .selectFrom('api_tokens')
      .selectAll()
      .orderBy('created_at', 'desc')
      .orderBy('id')
      .execute();
    return rows.map(toRecord);
  },
  async findByToken(tokenHash) {
    const row = await opened.db
      .selectFrom('api_tokens')
      .selectAll()
      .where('token_hash', '=', tokenHash)
      .executeTakeFirst();
    return row && toRecord(row);
  },
  remove: (id) =>
    opened.write(async (transaction) => {
      const { numDeletedRows } = await transaction
        .deleteFrom('api_tokens')
        .where('id', '=', id)
        .executeTakeFirst();
      if (numDeletedRows > 0n) await opened.announce(transaction, { type: 'api_token', id });
      return numDeletedRows > 0n;
    }),
});

const toRecord = ({ token_hash: _, scopes, ...rest }: Row<'api_tokens'>): ApiTokenRecord => ({
  ...rest,
  scopes: scopes.split(' ') as ApiScope[],
});
