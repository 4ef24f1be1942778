import type { Cipher } from '../cipher.ts';
import type { Change } from './contract.ts';
import type { Driver } from './driver.ts';
import { requireKey } from './key.ts';
import type { Db, Tx } from './tables.ts';

/** A database that is up to date and under our key. */
export interface Opened {
  readonly db: Db;
  readonly cipher: Cipher;
  /** A transaction; refused when another process has rotated the key, whose values would be lost under the old one. */
  write<T>(work: (transaction: Tx) => Promise<T>): Promise<T>;
  announce(transaction: Tx, change: Change): Promise<void>;
  /** A transaction whose rows become visible in the order of their ids. */
  append<T>(name: string, work: (transaction: Tx) => Promise<T>): Promise<T>;
}

export const createOpened = (driver: Driver, cipher: Cipher): Opened => ({
  db: driver.db,
  cipher,
  announce: driver.announce,
  write: (work) =>
    driver.db.transaction().execute(async (transaction) => {
      await requireKey(transaction, cipher, driver.type);
      return work(transaction);
    }),
  append: (name, work) =>
    driver.db.transaction().execute(async (transaction) => {
      await driver.inTurn(transaction, name);
      return work(transaction);
    }),
});
