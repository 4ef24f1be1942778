import { createHash } from 'node:crypto';
import type pg from 'pg';
import { StoreError } from '../../errors.ts';
import type { Locks } from '../contract.ts';
import { LOCK_MS } from '../driver.ts';

const LOCK_TIMEOUT = '57014';

/**
 * Advisory locks of a session. The server lets go of them when the connection ends, so a process that dies frees its own at
 * once. `pool` is for nothing else: work under a lock needs connections of its own, which those that wait must not hold.
 */
export const createAdvisoryLocks = (pool: pg.Pool): Locks => ({
  async run(name, work) {
    const client = await pool.connect();
    try {
      await client.query('select pg_advisory_lock($1)', [lockKey(name)]).catch((error) => {
        throw error.code === LOCK_TIMEOUT
          ? new StoreError(`\`${name}\` was locked for ${LOCK_MS / 1_000} s; try again.`, error)
          : error;
      });
      return await work();
    } finally {
      await unlock(client);
    }
  },
});

/** A connection that cannot unlock is closed, which unlocks too. */
async function unlock(client: pg.PoolClient): Promise<void> {
  try {
    await client.query('select pg_advisory_unlock_all()');
    client.release();
  } catch (error) {
    client.release(error as Error);
  }
}

/** 64 bits for a name; two names that share them only wait for each other. */
export const lockKey = (name: string): string =>
  createHash('sha256').update(`ymcp ${name}`).digest().readBigInt64BE().toString();
