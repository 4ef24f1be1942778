import type { CallWatch, Catalog, Outcome } from './catalog.ts';
import type { Arguments } from './contract.ts';

/** A catalog that can be exchanged for another, as a whole, while it is served. */
export interface ExchangeableCatalog extends Catalog {
  readonly onExchange: NonNullable<Catalog['onExchange']>;
  /** Calls from now on go to `next`; resolves when the last one that began before has ended. */
  exchange(next: Catalog): Promise<void>;
}

export function createExchangeable(first: Catalog): ExchangeableCatalog {
  let current = startCounting(first);
  const listeners = new Set<() => void>();
  return {
    get operations() {
      return current.catalog.operations;
    },
    get prompts() {
      return current.catalog.prompts;
    },
    get instructions() {
      return current.catalog.instructions;
    },
    call: (tool, given, watch) => current.call(tool, given, watch),
    onExchange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    exchange(next) {
      const previous = current;
      current = startCounting(next);
      for (const listener of listeners) listener();
      return previous.retire();
    },
  };
}

/** A catalog that knows when its last call has ended. */
function startCounting(catalog: Catalog) {
  const underWay = new Set<Promise<Outcome>>();
  return {
    catalog,
    call(tool: string, given: Arguments, watch?: CallWatch): Promise<Outcome> {
      const call = catalog.call(tool, given, watch);
      underWay.add(call);
      return call.finally(() => underWay.delete(call));
    },
    /** Nothing is begun on it any more. */
    retire: async () => void (await Promise.allSettled(underWay)),
  };
}
