import { compileExpression } from '../expression/expression.ts';
import { isObject } from '../json.ts';
import type { SandboxFile } from '../types.ts';

export type SandboxRecord = Readonly<Record<string, unknown>>;

/** The sandbox's state: collections of records by key. */
export interface Store {
  /** Puts every collection back to its seed. */
  reset(): Promise<void>;
  names(): string[];
  all(collection: string): SandboxRecord[];
  get(collection: string, key: unknown): SandboxRecord | undefined;
  /** Records whose fields equal those given, compared as text. */
  where(collection: string, fields: SandboxRecord): SandboxRecord[];
  /** One more than the largest integer key. */
  nextId(collection: string): number;
  /** Adds a record, or merges it into the one of the same key. */
  put(collection: string, record: SandboxRecord): void;
  remove(collection: string, key: unknown): void;
  clear(collection: string): void;
}

export function createStore(definitions: SandboxFile['collections'] = {}): Store {
  const collections = new Map<string, Map<string, SandboxRecord>>();
  const keyField = (name: string) => definitions[name]?.key ?? '';
  const seeds = Object.entries(definitions).map(([name, { seed }]) => {
    return { name, seed: seed === undefined ? undefined : compileExpression(seed) };
  });

  const records = (name: string): Map<string, SandboxRecord> => {
    const found = collections.get(name);
    if (found) return found;
    throw new Error(`there is no collection \`${name}\`; there are ${Object.keys(definitions).join(', ')}`);
  };

  const store: Store = {
    async reset() {
      for (const { name } of seeds) collections.set(name, new Map());
      for (const { name, seed } of seeds) {
        const seeded = await seed?.evaluate({}, { all: store.all });
        for (const record of recordsIn(seeded)) store.put(name, record);
      }
    },
    names: () => Object.keys(definitions),
    all: (name) => [...records(name).values()],
    get: (name, key) => records(name).get(String(key)),
    where(name, fields) {
      const wanted = Object.entries(fields).map(([field, value]) => [field, String(value)] as const);
      return store
        .all(name)
        .filter((record) => wanted.every(([field, value]) => String(record[field]) === value));
    },
    nextId: (name) =>
      [...records(name).keys()].reduce(
        (most, key) => Math.max(most, Number.isInteger(Number(key)) ? Number(key) : 0),
        0,
      ) + 1,
    put(name, record) {
      const key = record[keyField(name)];
      if (key === undefined) throw new Error(`a record for \`${name}\` lacks its key \`${keyField(name)}\``);
      const existing = records(name).get(String(key));
      // Frozen, since expressions get the records themselves: copying 12,000 of them per request would be slow.
      records(name).set(String(key), Object.freeze({ ...existing, ...record }));
    },
    remove: (name, key) => void records(name).delete(String(key)),
    clear: (name) => records(name).clear(),
  };
  return store;
}

/** What a `put` or `seed` expression found, as records. */
export function recordsIn(value: unknown): SandboxRecord[] {
  if (value === undefined || value === null) return [];
  const list = Array.isArray(value) ? value : [value];
  const stray = list.find((element) => !isObject(element));
  if (stray !== undefined) throw new Error(`expected records, found ${JSON.stringify(stray)}`);
  return list as SandboxRecord[];
}
