import { compileExpression } from '../expression/expression.ts';
import { isObject } from '../json.ts';
import { suggest } from '../nearest.ts';
import type { SandboxFile } from '../types.ts';
import { lend, settle } from './lend.ts';

export type SandboxRecord = Readonly<Record<string, unknown>>;

/** What one request does to the collections, by name: as expressions give it, so lists, single values or nothing. */
export interface Changes {
  put: readonly (readonly [collection: string, records: unknown])[];
  remove: readonly (readonly [collection: string, keys: unknown])[];
}

/** The sandbox's state: collections of records by key. Readers get values that may be written into. */
export interface Store {
  /** Puts every collection back to its seed. */
  reset(): Promise<void>;
  names(): string[];
  count(collection: string): number;
  all(collection: string): SandboxRecord[];
  get(collection: string, key: unknown): SandboxRecord | undefined;
  /** Records whose fields equal those given, compared as text; none when no field is given. */
  where(collection: string, fields: unknown): SandboxRecord[];
  /** One more than the largest integer key. */
  nextId(collection: string): number;
  /** Adds records or merges them into those of the same key, then removes; all of it or, when it throws, nothing. */
  change(changes: Changes): void;
  clear(collection: string): void;
}

export function createStore(definitions: SandboxFile['collections'] = {}): Store {
  const collections = new Map(
    Object.entries(definitions).map(([name, { key, seed }]) => {
      const records = new Map<string, SandboxRecord>();
      return [name, { key, records, seed: seed === undefined ? undefined : compileExpression(seed) }];
    }),
  );
  const find = (name: string) => {
    const found = collections.get(name);
    if (found) return found;
    throw new Error(`there is no collection \`${name}\`; ${suggest(name, [...collections.keys()])}`);
  };

  const store: Store = {
    async reset() {
      for (const { records } of collections.values()) records.clear();
      for (const [name, { seed }] of collections)
        store.change({ put: [[name, await seed?.evaluate({}, { all: store.all })]], remove: [] });
    },
    names: () => [...collections.keys()],
    count: (name) => find(name).records.size,
    all: (name) => [...find(name).records.values()].map(lend),
    get(name, key) {
      const { records } = find(name);
      return isKey(key) ? lend(records.get(String(key))) : undefined;
    },
    where(name, fields) {
      const isWanted = matcher(fields);
      return [...find(name).records.values()].filter(isWanted).map(lend);
    },
    nextId: (name) =>
      [...find(name).records.keys()].map(Number).reduce((most, key) => {
        return Number.isSafeInteger(key) ? Math.max(most, key) : most;
      }, 0) + 1,
    change({ put, remove }) {
      const added = put.flatMap(([name, records]) => {
        const collection = find(name);
        return listOf(records).map((record) => ({ collection, ...keyed(name, collection.key, record) }));
      });
      const removed = remove.flatMap(([name, keys]) => {
        const { records } = find(name);
        return listOf(keys).map((key) => ({ records, key: asKey(name, key) }));
      });
      for (const { collection, key, record } of added)
        collection.records.set(key, settle({ ...collection.records.get(key), ...record }));
      for (const { records, key } of removed) records.delete(key);
    },
    clear: (name) => find(name).records.clear(),
  };
  return store;
}

const isKey = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value);
const shown = (value: unknown) => JSON.stringify(value)?.slice(0, 80);

/** What an expression gave, as a list without the gaps. */
const listOf = (value: unknown): unknown[] =>
  [value].flat().filter((element) => element !== undefined && element !== null);

function keyed(name: string, field: string, record: unknown) {
  if (!isObject(record)) throw new Error(`expected records for \`${name}\`, found \`${shown(record)}\`.`);
  const key = Object.hasOwn(record, field) ? record[field] : undefined;
  if (isKey(key)) return { key: String(key), record };
  throw new Error(`a record for \`${name}\` lacks its key \`${field}\`: \`${shown(record)}\`.`);
}

function asKey(name: string, key: unknown): string {
  if (isKey(key)) return String(key);
  throw new Error(`expected keys of \`${name}\` to remove, found \`${shown(key)}\`.`);
}

/** JSONata drops a field without a value, so no field at all is a value that is missing, not a wish for everything. */
function matcher(fields: unknown): (record: SandboxRecord) => boolean {
  const wanted = isObject(fields) ? Object.entries(fields) : [];
  if (wanted.length === 0) return () => false;
  return (record) =>
    wanted.every(([field, value]) => Object.hasOwn(record, field) && String(record[field]) === String(value));
}
