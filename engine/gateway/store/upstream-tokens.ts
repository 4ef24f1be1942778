import type { TokenStore } from '../../auth/token-store.ts';
import type { AccountRecord, Locks } from './contract.ts';
import type { Opened } from './opened.ts';

/** The tokens of one revision of an account, shared by all replicas; those of an older revision are as good as none. */
export function createUpstreamTokens(
  { db, cipher, write }: Opened,
  locks: Locks,
  { id, revision }: Pick<AccountRecord, 'id' | 'revision'>,
): TokenStore {
  const place = `upstream_tokens/${id}`;
  return {
    async load() {
      const row = await db
        .selectFrom('upstream_tokens')
        .select('tokens')
        .where('account_id', '=', id)
        .where('revision', '=', revision)
        .executeTakeFirst();
      return row && JSON.parse(cipher.decrypt(row.tokens, place));
    },
    save: (_, tokens) =>
      write(async (transaction) => {
        const account = await transaction
          .selectFrom('accounts')
          .select('id')
          .where('id', '=', id)
          .where('revision', '=', revision)
          .executeTakeFirst();
        // Tokens of an account that was removed or rotated meanwhile are of no use to anyone.
        if (!account) return;
        const kept = { revision, tokens: cipher.encrypt(JSON.stringify(tokens), place) };
        await transaction
          .insertInto('upstream_tokens')
          .values({ account_id: id, ...kept })
          .onConflict((conflict) => conflict.column('account_id').doUpdateSet(kept))
          .execute();
      }),
    alone: (_, renew) => locks.run(`renew ${id}`, renew),
  };
}
