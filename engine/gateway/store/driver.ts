import type { Change, Locks } from './contract.ts';
import type { Db, Tx } from './tables.ts';

/** What differs between the databases; the queries do not. */
export interface Driver {
  readonly type: 'sqlite' | 'postgres';
  readonly db: Db;
  readonly locks: Locks;
  /** Until the transaction ends, others that do the same under this name wait. */
  inTurn(transaction: Tx, name: string): Promise<void>;
  /** Tells every replica of a change once the transaction is committed. */
  announce(transaction: Tx, change: Change): Promise<void>;
  /** Hears of what is announced from then on; returns how to end it. */
  listen(onChange: (change: Change) => void): () => Promise<void>;
  close(): Promise<void>;
}

export interface DriverOptions {
  url: string;
  /** Told of failures in the background, such as a connection that broke while nobody used it. */
  onFault: (error: unknown) => void;
}

/** Milliseconds after which a statement is given up. */
export const STATEMENT_MS = 10_000;

/** Milliseconds after which an attempt to reach the database is given up. */
export const CONNECT_MS = 5_000;

/** Milliseconds for which a lock is waited for. */
export const LOCK_MS = 60_000;
