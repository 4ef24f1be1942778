import { LRUCache } from 'lru-cache';
import { isOver } from './input.ts';
import type { Change } from './store/contract.ts';

interface Expiring {
  id: string;
  expires_at: string | null;
}

/** Records by what they are looked up by, kept until a change to them is announced; one that has expired is not found. */
export interface Lookup<T> {
  find(key: string, look: () => Promise<T | undefined>): Promise<T | undefined>;
  forget(change: Change): void;
}

const MOST_KEPT = 10_000;
/** Milliseconds after which a record is read again, whatever was announced. */
const KEPT_MS = 60_000;

export function createLookup<T extends Expiring>(): Lookup<T> {
  const kept = new LRUCache<string, T>({ max: MOST_KEPT, ttl: KEPT_MS });
  let changes = 0;
  return {
    async find(key, look) {
      const before = changes;
      const found = kept.get(key) ?? (await look());
      if (!found || isOver(found, Date.now())) return undefined;
      // What was read before a change must not be kept after it.
      if (changes === before && !kept.has(key)) kept.set(key, found);
      return found;
    },
    forget(change) {
      changes += 1;
      // An account takes its servers with it, and which those are is not known here.
      if (change.type === 'all' || change.type === 'account') return kept.clear();
      for (const [key, { id }] of kept.entries()) if (id === change.id) kept.delete(key);
    },
  };
}
