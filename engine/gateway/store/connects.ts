import { createHash } from 'node:crypto';
import type { ConnectStore } from './contract.ts';
import type { Opened } from './opened.ts';

export const createConnectStore = ({ cipher, ...opened }: Opened): ConnectStore => ({
  add: ({ state, verifier, ...connect }) =>
    opened.write(async (transaction) => {
      const hash = hashState(state);
      await transaction
        .insertInto('connects')
        .values({ ...connect, state_hash: hash, verifier: cipher.encrypt(verifier, placeOf(hash)) })
        .execute();
    }),
  async take(state, now) {
    const hash = hashState(state);
    const row = await opened.db
      .deleteFrom('connects')
      .where('state_hash', '=', hash)
      .returningAll()
      .executeTakeFirst();
    if (!row || row.expires_at <= now) return undefined;
    const { state_hash: _, ...connect } = row;
    return { ...connect, state, verifier: cipher.decrypt(row.verifier, placeOf(hash)) };
  },
});

const placeOf = (hash: string) => `connects/${hash}`;

/** Who reads the database cannot come back as the browser. */
const hashState = (state: string) => createHash('sha256').update(state).digest('base64url');
