import type { CreateTableBuilder } from 'kysely';
import { sql } from 'kysely';
import { StoreError } from '../errors.ts';
import type { Driver } from './driver.ts';
import type { Tx } from './tables.ts';

type Migration = (transaction: Tx, type: Driver['type']) => Promise<void>;

/** Forward only. One that was released is never changed; its place in the list is its number. */
const MIGRATIONS: readonly Migration[] = [createTables];

/** The version of the database that this program works with. */
export const VERSION = MIGRATIONS.length;

/** Brings the database up to date, or a fresh one into being. Of several replicas that start at once, one does it and the others wait. */
export async function migrate({ db, type, inTurn }: Driver): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    await inTurn(transaction, 'migrations');
    const found = await versionOf(transaction);
    if (found > VERSION)
      throw new StoreError(
        `the database is of version ${found}, and this program knows up to ${VERSION}; use the newer program that made it.`,
      );
    for (const migration of MIGRATIONS.slice(found)) await migration(transaction, type);
    if (found < VERSION) await setVersion(transaction);
  });
}

async function versionOf(transaction: Tx): Promise<number> {
  await transaction.schema
    .createTable('meta')
    .ifNotExists()
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('value', 'text', (column) => column.notNull())
    .execute();
  const row = await transaction
    .selectFrom('meta')
    .select('value')
    .where('name', '=', 'version')
    .executeTakeFirst();
  return Number(row?.value ?? 0);
}

const setVersion = (transaction: Tx) =>
  transaction
    .insertInto('meta')
    .values({ name: 'version', value: String(VERSION) })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: String(VERSION) }))
    .execute();

async function createTables(transaction: Tx, type: Driver['type']): Promise<void> {
  const { schema } = transaction;
  await text(schema.createTable('accounts'), [
    'integration',
    'label',
    'status',
    'settings',
    'created_at',
    'updated_at',
  ])
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('tenant_id', 'text')
    .addColumn('revision', 'integer', (column) => column.notNull())
    .execute();
  await text(schema.createTable('connects'), ['verifier', 'redirect_uri', 'expires_at'])
    .addColumn('state_hash', 'text', (column) => column.primaryKey())
    .addColumn('account_id', 'text', ofAccount)
    .addColumn('revision', 'integer', (column) => column.notNull())
    .execute();
  await text(schema.createTable('servers'), ['name', 'config', 'created_at', 'updated_at'])
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('integrated_account_id', 'text', ofAccount)
    .addColumn('token_hash', 'text', (column) => column.notNull().unique())
    .addColumn('expires_at', 'text')
    .addColumn('created_by', 'text')
    .execute();
  await text(schema.createTable('api_tokens'), ['name', 'scopes', 'created_at'])
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('token_hash', 'text', (column) => column.notNull().unique())
    .addColumn('expires_at', 'text')
    .addColumn('created_by', 'text')
    .execute();
  await text(schema.createTable('upstream_tokens'), ['tokens'])
    .addColumn('account_id', 'text', (column) => ofAccount(column).primaryKey())
    .addColumn('revision', 'integer', (column) => column.notNull())
    .execute();
  await createAudit(transaction, type);
  await createCoordination(transaction, type);
}

async function createAudit({ schema }: Tx, type: Driver['type']): Promise<void> {
  let table = withId(schema.createTable('audit'), type);
  table = text(table, ['at', 'request_id', 'server_id', 'account_id', 'integration', 'tool']);
  table = text(table, ['arguments_hash', 'status'])
    .addColumn('who', 'text')
    .addColumn('protocol', 'text')
    .addColumn('client', 'text');
  for (const name of ['upstream_attempts', 'duration_ms', 'bytes_received', 'bytes_returned'])
    table = table.addColumn(name, 'bigint', (column) => column.notNull());
  await table.execute();
  await schema.createIndex('audit_at').on('audit').column('at').execute();
  for (const name of ['server_id', 'account_id', 'tool', 'status'])
    await schema.createIndex(`audit_${name}`).on('audit').columns([name, 'id']).execute();
}

/** What replicas tell each other. PostgreSQL has means of its own for all but counting. */
async function createCoordination(transaction: Tx, type: Driver['type']): Promise<void> {
  const { schema } = transaction;
  await schema
    .createTable('counters')
    .addColumn('key', 'text', (column) => column.primaryKey())
    .addColumn('hits', 'bigint', (column) => column.notNull())
    .addColumn('ends_at', 'bigint', (column) => column.notNull())
    .execute();
  if (type === 'postgres') {
    // Counts need not survive a crash of the server, and written like this they cost no wait for its disk.
    await sql`alter table counters set unlogged`.execute(transaction);
    return;
  }
  await text(schema.createTable('leases'), ['holder'])
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('ends_at', 'bigint', (column) => column.notNull())
    .execute();
  await text(withId(schema.createTable('changes'), type), ['type', 'subject', 'at']).execute();
}

type Table = CreateTableBuilder<string, string>;
type Column = Parameters<NonNullable<Parameters<Table['addColumn']>[2]>>[0];

/** Columns of text that must be there. */
const text = (table: Table, names: readonly string[]): Table =>
  names.reduce((made, name) => made.addColumn(name, 'text', (column) => column.notNull()), table);

const ofAccount = (column: Column): Column => column.notNull().references('accounts.id').onDelete('cascade');

/** A number that grows with every row and is never used again. */
const withId = (table: Table, type: Driver['type']): Table =>
  type === 'sqlite'
    ? table.addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    : table.addColumn('id', 'bigserial', (column) => column.primaryKey());
