import { sql } from 'kysely';
import { type Cipher, createCipher } from '../cipher.ts';
import { StoreError } from '../errors.ts';
import { createAccountStore } from './accounts.ts';
import { createApiTokenStore } from './api-tokens.ts';
import { createAuditStore } from './audit.ts';
import { createChanges } from './changes.ts';
import { createConnectStore } from './connects.ts';
import type { Store } from './contract.ts';
import type { Driver, DriverOptions } from './driver.ts';
import { openKey, rotateKey } from './key.ts';
import { createLimitStore } from './limits.ts';
import { migrate } from './migrations.ts';
import { createOpened } from './opened.ts';
import { openPostgres } from './postgres/driver.ts';
import { createServerStore } from './servers.ts';
import { openSqlite } from './sqlite/driver.ts';
import { sweep } from './sweep.ts';
import { createUpstreamTokens } from './upstream-tokens.ts';

const DRIVERS: Readonly<Record<string, (options: DriverOptions) => Promise<Driver>>> = {
  'file:': openSqlite,
  'postgres:': openPostgres,
  'postgresql:': openPostgres,
};

export interface StoreOptions extends DriverOptions {
  /** 32 bytes, under which secrets are encrypted. */
  key: Buffer;
}

/**
 * Opens `file:<path>` or `postgres://…`, and brings the database up to date. A database that cannot be reached, is of a newer
 * version or under another key is a `StoreError`.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const cipher = createCipher(options.key);
  return withDriver(options, async (driver) => {
    await migrate(driver);
    return createStore(driver, cipher, await openKey(driver, cipher));
  });
}

/** Encrypts everything in the database anew; returns how many values it was, none where that was done before. */
export async function rotateStoreKey(options: StoreOptions & { newKey: Buffer }): Promise<number> {
  const from = createCipher(options.key);
  const to = createCipher(options.newKey);
  return withDriver(options, async (driver) => {
    await migrate(driver);
    const count = await rotateKey(driver, from, to);
    await driver.close();
    return count;
  });
}

async function withDriver<T>(options: DriverOptions, use: (driver: Driver) => Promise<T>): Promise<T> {
  const driver = await connect(options);
  try {
    return await use(driver);
  } catch (error) {
    await driver.close();
    if (error instanceof StoreError) throw error;
    throw new StoreError(`the database cannot be used: ${(error as Error).message}.`, error);
  }
}

/** The URL may hold a password, so no message quotes it. */
function connect(options: DriverOptions): Promise<Driver> {
  const open = DRIVERS[/^[a-z]+:/.exec(options.url)?.[0] ?? ''];
  if (open && (options.url.startsWith('file:') || URL.canParse(options.url))) return open(options);
  throw new StoreError(
    "the database's URL is not one; expected `file:<path>` or `postgres://<host>/<name>`.",
  );
}

function createStore(driver: Driver, cipher: Cipher, auditKey: Buffer): Store {
  const { db, locks } = driver;
  const opened = createOpened(driver, cipher);
  const audit = createAuditStore(opened, auditKey);
  const changes = createChanges(driver);
  let closing: Promise<void> | undefined;
  const close = async () => {
    await audit.settle();
    await changes.close();
    await driver.close();
  };
  return {
    accounts: createAccountStore(opened),
    connects: createConnectStore(opened),
    servers: createServerStore(opened),
    apiTokens: createApiTokenStore(opened),
    audit,
    limits: createLimitStore(db),
    locks,
    changes,
    upstreamTokens: (account) => createUpstreamTokens(opened, locks, account),
    sweep: (now, auditBefore) => sweep(opened, driver.type, now, auditBefore),
    async check() {
      await sql`select 1`.execute(db);
    },
    close() {
      closing ??= close();
      return closing;
    },
  };
}
