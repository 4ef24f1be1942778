import { fileURLToPath } from 'node:url';
import { Kysely } from 'kysely';
import { StoreError } from '../../errors.ts';
import type { Driver, DriverOptions } from '../driver.ts';
import type { Tables } from '../tables.ts';
import { createDialect } from './connection.ts';
import { createLeases } from './lease.ts';
import { pollChanges } from './poll.ts';

/** A database in one file, which several processes of one machine may share. */
export async function openSqlite({ url, onFault }: DriverOptions): Promise<Driver> {
  const db = new Kysely<Tables>({ dialect: createDialect(pathOf(url)) });
  return {
    type: 'sqlite',
    db,
    locks: createLeases(db),
    // A transaction holds the one write lock from its beginning.
    inTurn: async () => {},
    async announce(transaction, change) {
      const subject = change.type === 'all' ? '' : change.id;
      await transaction
        .insertInto('changes')
        .values({ type: change.type, subject, at: new Date().toISOString() })
        .execute();
    },
    listen: (onChange) => pollChanges(db, onChange, onFault),
    close: () => db.destroy(),
  };
}

/** `file:gateway.db` is relative to the working directory, `file:///var/lib/ymcp/gateway.db` is not. */
function pathOf(url: string): string {
  if (url.startsWith('file://')) return fileURLToPath(url);
  const path = url.slice('file:'.length);
  if (path === '') throw new StoreError(`\`${url}\` names no file; expected \`file:<path>\`.`);
  return path;
}
