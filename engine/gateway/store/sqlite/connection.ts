import { setTimeout as sleep } from 'node:timers/promises';
import {
  CompiledQuery,
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
  createDriver: () => new PatientDriver({ database: async () => new Database(path) }),
  createIntrospector: (db) => new SqliteIntrospector(db),
  createQueryCompiler: () => new SqliteQueryCompiler(),
});

/** Takes the write lock when a transaction begins, where waiting for it is possible, and waits without blocking anything else. */
class PatientDriver extends SqliteDriver {
  override async init(): Promise<void> {
    await super.init();
    const connection = await this.acquireConnection();
    for (const pragma of PRAGMAS) await connection.executeQuery(CompiledQuery.raw(`pragma ${pragma}`));
    await this.releaseConnection();
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    return patient(await super.acquireConnection());
  }

  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }
}

/** A statement that finds the database locked by another process is tried again for as long as a statement may take. */
const patient = (connection: DatabaseConnection): DatabaseConnection => ({
  streamQuery: (query, size) => connection.streamQuery(query, size),
  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const until = Date.now() + STATEMENT_MS;
    for (;;) {
      try {
        return await connection.executeQuery<R>(query);
      } catch (error) {
        if (!isBusy(error) || Date.now() > until) throw error;
        await sleep(2 + Math.random() * 10);
      }
    }
  },
});

const isBusy = (error: unknown) => /^SQLITE_(BUSY|LOCKED)/.test(String((error as { code?: unknown }).code));
