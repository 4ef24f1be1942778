import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { type Cipher, KEY_BYTES, otherKey } from '../cipher.ts';
import { StoreError } from '../errors.ts';
import type { Driver } from './driver.ts';
import type { Tx } from './tables.ts';

const KEY_ID = 'key_id';
const AUDIT_KEY = 'audit_key';

/** Takes hold of a fresh database, or refuses one that is under another key; returns the key that arguments are hashed with. */
export async function openKey({ db, type, inTurn }: Driver, cipher: Cipher): Promise<Buffer> {
  return db.transaction().execute(async (transaction) => {
    await inTurn(transaction, 'key');
    if ((await find(transaction, KEY_ID)) === undefined) await claim(transaction, cipher);
    await requireKey(transaction, cipher, type);
    const sealed = (await find(transaction, AUDIT_KEY)) ?? '';
    // The id alone says which key it is; that this can be read proves it.
    return Buffer.from(cipher.decrypt(sealed, `meta/${AUDIT_KEY}`), 'base64url');
  });
}

/** Throws when the database is not, or no longer, under this key; nobody rotates it before the transaction ends. */
export async function requireKey(transaction: Tx, { keyId }: Cipher, type: Driver['type']): Promise<void> {
  const found = await find(transaction, KEY_ID, type === 'postgres' ? 'share' : undefined);
  if (found !== keyId) throw otherKey(found ?? 'none', keyId);
}

async function claim(transaction: Tx, cipher: Cipher): Promise<void> {
  const auditKey = randomBytes(KEY_BYTES).toString('base64url');
  await transaction
    .insertInto('meta')
    .values([
      { name: KEY_ID, value: cipher.keyId },
      { name: AUDIT_KEY, value: cipher.encrypt(auditKey, `meta/${AUDIT_KEY}`) },
    ])
    .execute();
}

/** Encrypts everything anew in one transaction; does nothing when that was done before. Returns how many values it was. */
export async function rotateKey({ db, type }: Driver, from: Cipher, to: Cipher): Promise<number> {
  return db.transaction().execute(async (transaction) => {
    const found = await find(transaction, KEY_ID, type === 'postgres' ? 'update' : undefined);
    if (found === undefined) throw new StoreError('the database is empty; there is nothing to rotate.');
    if (found === to.keyId) return 0;
    if (found !== from.keyId) throw otherKey(found, from.keyId);
    let count = 0;
    for (const column of ENCRYPTED) count += await encryptAnew(transaction, column, from, to);
    await transaction.updateTable('meta').set({ value: to.keyId }).where('name', '=', KEY_ID).execute();
    return count;
  });
}

type EncryptedColumn = (typeof ENCRYPTED)[number];

/** Every place that holds encrypted values; the place of a value names its table and row. */
const ENCRYPTED = [
  { table: 'accounts', id: 'id', value: 'settings' },
  { table: 'connects', id: 'state_hash', value: 'verifier' },
  { table: 'upstream_tokens', id: 'account_id', value: 'tokens' },
  { table: 'meta', id: 'name', value: 'value' },
] as const;

async function encryptAnew(
  transaction: Tx,
  { table, id, value }: EncryptedColumn,
  from: Cipher,
  to: Cipher,
): Promise<number> {
  const rows = await transaction
    .selectFrom(table)
    .select([sql<string>`${sql.ref(id)}`.as('id'), sql<string>`${sql.ref(value)}`.as('sealed')])
    .execute();
  const sealed = rows.filter((row) => row.sealed.startsWith(`${from.keyId}.`));
  for (const row of sealed) {
    const place = `${table}/${row.id}`;
    await transaction
      .updateTable(table)
      .set({ [value]: to.encrypt(from.decrypt(row.sealed, place), place) })
      .where(sql.ref<string>(id), '=', row.id)
      .execute();
  }
  return sealed.length;
}

/** The embedded database has one lock for all its rows, which a transaction holds already. */
async function find(transaction: Tx, name: string, lock?: 'share' | 'update'): Promise<string | undefined> {
  let query = transaction.selectFrom('meta').select('value').where('name', '=', name);
  if (lock === 'share') query = query.forShare();
  if (lock === 'update') query = query.forUpdate();
  return (await query.executeTakeFirst())?.value;
}
