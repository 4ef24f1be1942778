import type { Catalog } from '../operation/catalog.ts';

/** Counts calls under way. */
export interface UnderWay {
  readonly count: number;
  /** The catalog, with its calls counted. */
  watch(catalog: Catalog): Catalog;
  /** Resolves as soon as no call is under way. */
  idle(): Promise<void>;
}

export function createUnderWay(): UnderWay {
  let count = 0;
  let waiting: (() => void)[] = [];
  const leave = () => {
    count -= 1;
    if (count > 0) return;
    for (const resolve of waiting) resolve();
    waiting = [];
  };
  return {
    get count() {
      return count;
    },
    watch: (catalog) => ({
      ...catalog,
      call(tool, given, watch) {
        count += 1;
        return catalog.call(tool, given, watch).finally(leave);
      },
    }),
    idle: async () => {
      if (count > 0) await new Promise<void>((resolve) => void waiting.push(resolve));
    },
  };
}
