import { Kysely, PostgresDialect, sql } from 'kysely';
import { type Driver, type DriverOptions, LOCK_MS } from '../driver.ts';
import type { Tables } from '../tables.ts';
import { createAdvisoryLocks, lockKey } from './advisory-lock.ts';
import { CHANNEL, listenForChanges } from './listen.ts';
import { createPool } from './pool.ts';

const CONNECTIONS = 10;
/** Logins at a time; further ones queue. */
const LOCK_CONNECTIONS = 5;

/** A PostgreSQL that any number of replicas share. */
export async function openPostgres(options: DriverOptions): Promise<Driver> {
  const pool = createPool(options, CONNECTIONS);
  const lockPool = createPool(options, LOCK_CONNECTIONS, LOCK_MS);
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  return {
    type: 'postgres',
    db,
    locks: createAdvisoryLocks(lockPool),
    async inTurn(transaction, name) {
      await sql`select pg_advisory_xact_lock(${lockKey(name)})`.execute(transaction);
    },
    async announce(transaction, change) {
      await sql`select pg_notify(${CHANNEL}, ${JSON.stringify(change)})`.execute(transaction);
    },
    listen: (onChange) => listenForChanges(options, onChange),
    async close() {
      await Promise.all([db.destroy(), lockPool.end()]);
    },
  };
}
