import type { Change, Changes } from './contract.ts';
import type { Driver } from './driver.ts';

/** Listens to the database while anybody does here. */
export function createChanges(driver: Pick<Driver, 'listen'>): Changes & { close(): Promise<void> } {
  const listeners = new Set<(change: Change) => void>();
  let stop: (() => Promise<void>) | undefined;
  return {
    subscribe(listener) {
      listeners.add(listener);
      stop ??= driver.listen((change) => {
        for (const told of listeners) told(change);
      });
      return () => void listeners.delete(listener);
    },
    close: async () => stop?.(),
  };
}
