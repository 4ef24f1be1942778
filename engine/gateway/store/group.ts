/** Writes what comes one by one in groups: the first at once, and all that come meanwhile together after it. */
export function createGroup<In, Out>(
  write: (items: readonly In[]) => Promise<readonly Out[]>,
  most: number,
): Group<In, Out> {
  let waiting: { item: In; resolve: (out: Out) => void; reject: (error: unknown) => void }[] = [];
  let running: Promise<void> | undefined;

  async function writeAll(): Promise<void> {
    while (waiting.length > 0) {
      const group = waiting.slice(0, most);
      waiting = waiting.slice(most);
      try {
        const written = await write(group.map(({ item }) => item));
        group.forEach(({ resolve }, index) => {
          resolve(written[index] as Out);
        });
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    running = undefined;
  }

  return {
    add: (item) =>
      new Promise((resolve, reject) => {
        waiting.push({ item, resolve, reject });
        // Those that come in the same turn of the event loop are of the same group.
        running ??= new Promise<void>((soon) => setImmediate(soon)).then(writeAll);
      }),
    async settle() {
      await running;
    },
  };
}

export interface Group<In, Out> {
  /** Resolves when the item's group is written; rejects when that failed. */
  add(item: In): Promise<Out>;
  /** Resolves when nothing is waiting any more. */
  settle(): Promise<void>;
}
