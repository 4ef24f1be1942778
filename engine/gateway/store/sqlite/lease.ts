import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { StoreError } from '../../errors.ts';
import type { Locks } from '../contract.ts';
import { LOCK_MS } from '../driver.ts';
import type { Db } from '../tables.ts';

/** Milliseconds for which a process that died keeps others from its work; one that lives renews its lease in time. */
const LEASE_MS = 6_000;
const POLL_MS = 20;

/** Locks as rows that run out. All processes that share the file have one clock. */
export const createLeases = (db: Db): Locks => ({
  async run(name, work) {
    const holder = randomUUID();
    await acquire(db, name, holder);
    const renewal = setInterval(() => void extend(db, name, holder).catch(() => {}), LEASE_MS / 3);
    try {
      return await work();
    } finally {
      clearInterval(renewal);
      await db.deleteFrom('leases').where('name', '=', name).where('holder', '=', holder).execute();
    }
  },
});

async function acquire(db: Db, name: string, holder: string): Promise<void> {
  const until = Date.now() + LOCK_MS;
  while (!(await take(db, name, holder))) {
    if (Date.now() > until)
      throw new StoreError(`\`${name}\` was locked for ${LOCK_MS / 1_000} s; try again.`);
    await sleep(POLL_MS);
  }
}

/** Whether the lease was free, or has run out, and is this holder's now. */
async function take(db: Db, name: string, holder: string): Promise<boolean> {
  const now = Date.now();
  const taken = await db
    .insertInto('leases')
    .values({ name, holder, ends_at: now + LEASE_MS })
    .onConflict((conflict) =>
      conflict
        .column('name')
        .doUpdateSet({ holder, ends_at: now + LEASE_MS })
        .where('leases.ends_at', '<=', now),
    )
    .returning('holder')
    .executeTakeFirst();
  return taken !== undefined;
}

const extend = (db: Db, name: string, holder: string) =>
  db
    .updateTable('leases')
    .set({ ends_at: Date.now() + LEASE_MS })
    .where('name', '=', name)
    .where('holder', '=', holder)
    .execute();
