import type { CallWatch, Catalog, Outcome } from './catalog.ts';
import type { Arguments } from './contract.ts';

/** Some of the items of a list, and the cursor behind them; `null` after the last. */
export interface ListPart {
  items: readonly unknown[];
  cursor: string | null;
}

/** Items asked for at once: enough to fetch pages ahead, few enough to hold two parts in memory. */
const PART = 5_000;

/**
 * A whole list, part by part, however long it is: what one call gives and then what its cursor leads to. The next part is
 * fetched while this one is used. `limit` among the arguments is the most items in all. Throws the `ToolError` of a call
 * that fails; the parts before it stand.
 */
export async function* listParts(
  catalog: Pick<Catalog, 'call'>,
  tool: string,
  given: Arguments,
  watch: CallWatch = {},
): AsyncGenerator<ListPart, void, undefined> {
  const most = typeof given.limit === 'number' ? given.limit : Number.POSITIVE_INFINITY;
  const ask = (cursor: unknown, missing: number) =>
    catalog.call(tool, { ...given, next_cursor: cursor, limit: Math.min(PART, missing) }, watch).then(partOf);

  let part = await ask(given.next_cursor, most);
  for (let taken = part.items.length; ; ) {
    const isLast = part.cursor === null || taken >= most;
    const following = isLast ? undefined : ask(part.cursor, most - taken);
    // Whoever takes the parts gets the failure when it asks for the next one.
    following?.catch(() => {});
    yield part;
    if (!following) return;
    part = await following;
    taken += part.items.length;
  }
}

function partOf(outcome: Outcome): ListPart {
  if ('error' in outcome) throw outcome.error;
  const { result, next_cursor: cursor } = outcome.value;
  return { items: result as unknown[], cursor: typeof cursor === 'string' ? cursor : null };
}
