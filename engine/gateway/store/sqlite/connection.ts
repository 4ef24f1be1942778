import { setTimeout as sleep } from 'node:timers/promises';
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type QueryResult,
  SqliteAdapter,
  SqliteDriver,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import Database from 'libsql';
import { STATEMENT_MS } from '../driver.ts';

/** Committed is on the disk (`FULL`): a refresh token that was used up cannot be asked for again. */
const PRAGMAS = ['journal_mode = wal', 'synchronous = full', 'foreign_keys = on', 'secure_delete = on'];

export const createDialect = (path: string): Dialect => ({
  createAdapter: () => new SqliteAdapter(),
  createDriver: () => new PatientDriver(createFile(path)),
  createIntrospector: (db) => new SqliteIntrospector(db),
  createQueryCompiler: () => new SqliteQueryCompiler(),
});

/** The one connection to a file, opened when it is first used. */
const createFile = (path: string) => {
  let opened: Database.Database | undefined;
  const open = () => {
    opened ??= new Database(path);
    return opened;
  };
  return {
    open,
    /** Runs a statement without rows; it is tried again for as long as a statement may take while another process has the lock. */
    exec: (sql: string) => patiently(async () => void open().exec(sql)),
    get isInTransaction() {
      return open().inTransaction;
    },
  };
};

type File = ReturnType<typeof createFile>;

/**
 * Takes the write lock before anything is written, and waits for it without blocking anything else. The lock is taken with `exec`,
 * since libsql leaves a prepared statement that was refused the lock unfinished: nothing would be committed after it, and
 * whatever is written next would keep the lock, until the statement is collected as garbage.
 */
class PatientDriver extends SqliteDriver {
  readonly #file: File;

  constructor(file: File) {
    super({ database: async () => file.open() });
    this.#file = file;
  }

  override async init(): Promise<void> {
    await super.init();
    for (const pragma of PRAGMAS) await this.#file.exec(`pragma ${pragma}`);
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    return patient(await super.acquireConnection(), this.#file);
  }

  override beginTransaction(): Promise<void> {
    return this.#file.exec('begin immediate');
  }

  override commitTransaction(): Promise<void> {
    return this.#file.exec('commit');
  }

  override rollbackTransaction(): Promise<void> {
    return this.#file.exec('rollback');
  }
}

const WRITES = new Set(['InsertQueryNode', 'UpdateQueryNode', 'DeleteQueryNode']);

const patient = (connection: DatabaseConnection, file: File): DatabaseConnection => ({
  streamQuery: (query, size) => connection.streamQuery(query, size),
  executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const execute = () => connection.executeQuery<R>(query);
    if (file.isInTransaction) return execute();
    return WRITES.has(query.query.kind) ? inTransaction(file, execute) : patiently(execute);
  },
});

async function inTransaction<T>(file: File, work: () => Promise<T>): Promise<T> {
  await file.exec('begin immediate');
  try {
    const result = await work();
    await file.exec('commit');
    return result;
  } catch (error) {
    if (file.isInTransaction) await file.exec('rollback');
    throw error;
  }
}

async function patiently<T>(work: () => Promise<T>): Promise<T> {
  const until = Date.now() + STATEMENT_MS;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isBusy(error) || Date.now() > until) throw error;
      await sleep(2 + Math.random() * 10);
    }
  }
}

const isBusy = (error: unknown) => /^SQLITE_(BUSY|LOCKED)/.test(String((error as { code?: unknown }).code));
