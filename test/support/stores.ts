import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import type { Store } from '../../engine/gateway/store/contract.ts';
import { openStore } from '../../engine/gateway/store/open.ts';
import { type Postgres, postgresMissing, startPostgres } from './postgres.ts';

export const KEY = Buffer.alloc(32, 1);

export interface Databases {
  readonly type: 'sqlite' | 'postgres';
  /** The URL of a fresh, empty database. */
  create(): Promise<string>;
  /** Opens it; closed after the tests. */
  open(url: string, key?: Buffer): Promise<Store>;
  /** The PostgreSQL there is, for what only it can do. */
  server(): Postgres;
  /** Where the bytes of all databases lie. */
  folder(): string;
}

/** The same tests on both databases. */
export function onBothDatabases(tests: (databases: Databases) => void): void {
  describe('on SQLite', () => tests(prepare('sqlite')));
  describe.skipIf(postgresMissing)(`on PostgreSQL${postgresMissing ? `: ${postgresMissing}` : ''}`, () =>
    tests(prepare('postgres')),
  );
}

function prepare(type: Databases['type']): Databases {
  const stores: Store[] = [];
  let folder = '';
  let postgres: Postgres | undefined;
  let count = 0;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ymcp-gateway-'));
    if (type === 'postgres') postgres = await startPostgres();
  });
  afterAll(async () => {
    await Promise.all(stores.map((store) => store.close()));
    await postgres?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    type,
    async create() {
      if (postgres) return postgres.createDatabase();
      count += 1;
      return `file:${join(folder, `test${count}.db`)}`;
    },
    async open(url, key = KEY) {
      const store = await openStore({ url, key, onFault: () => {} });
      stores.push(store);
      return store;
    },
    server() {
      if (!postgres) throw new Error('there is no PostgreSQL');
      return postgres;
    },
    folder: () => postgres?.folder ?? folder,
  };
}
