import { ToolError } from '../errors.ts';
import type { Expression } from '../expression/expression.ts';
import { copyDraft, type RequestDraft } from '../http/draft.ts';
import type { Page, PageState, Paginator } from '../pagination/strategy.ts';
import type { ListPosition } from './cursor.ts';
import type { MapItem } from './item.ts';
import type { Answer } from './judge.ts';

export interface WalkPlan {
  paginator: Paginator;
  items: Expression;
  mapItem: MapItem;
}

export interface Walk {
  draft: RequestDraft;
  ask(draft: RequestDraft): Promise<Answer>;
  /** Most items to gather. */
  limit: number;
  from: ListPosition | undefined;
  /** Unix time in milliseconds after which no further page is fetched. */
  until: number;
  onProgress?: ((done: number, total: number | undefined) => void) | undefined;
}

export interface Gathered {
  items: unknown[];
  /** Where to go on, or `undefined` at the end. */
  next: ListPosition | undefined;
}

/** Pages fetched by one call at most; what is left is a cursor away. */
const MAX_PAGES = 1_000;

/** Walks pages until `limit` items are gathered or the API has no more. */
export async function walkPages(plan: WalkPlan, walk: Walk): Promise<Gathered> {
  const gathered: unknown[] = [];
  const visited = new Set<string>();
  let position = walk.from ?? { state: plan.paginator.start(walk.limit), skip: 0 };
  let previous: Buffer | undefined;

  for (let pages = 1; ; pages += 1) {
    refuseRepeat(visited, position.state);
    const missing = walk.limit - gathered.length;
    const { page, items, response } = await fetchPage(plan, walk, position.state, missing + position.skip);
    if (items.length > 0 && previous?.equals(response.body))
      throw new ToolError(
        'invalid_response',
        'the API gave the same page twice in a row, so the list would never end; `pagination` in the YAML needs a correction.',
      );
    previous = response.body;

    const wanted = items.slice(position.skip, position.skip + missing);
    for (const item of wanted) gathered.push(await plan.mapItem(item, page.bindings));
    const following = await plan.paginator.next(page);
    walk.onProgress?.(gathered.length, await knownTotal(plan.paginator, page, walk.limit));

    const used = position.skip + wanted.length;
    if (used < items.length) return { items: gathered, next: { state: position.state, skip: used } };
    if (!following) return { items: gathered, next: undefined };
    position = { state: following, skip: 0 };
    if (gathered.length === walk.limit || pages === MAX_PAGES || Date.now() >= walk.until)
      return { items: gathered, next: position };
  }
}

async function fetchPage(plan: WalkPlan, walk: Walk, state: PageState, wanted: number) {
  const draft = copyDraft(walk.draft);
  const size = plan.paginator.size(state, wanted);
  plan.paginator.apply(draft, state, size);
  const { response, body, bindings } = await walk.ask(draft);
  const items = asItems(await plan.items.evaluate(body, bindings), plan.items.source);
  const { headers, url } = response;
  const page: Page = { state, count: items.length, size, body, headers, url, bindings };
  return { page, items, response };
}

/** JSONata gives one match bare and no match as nothing; both are lists here. */
function asItems(found: unknown, source: string): unknown[] {
  if (found === undefined || found === null) return [];
  if (Array.isArray(found)) return found;
  if (typeof found === 'object') return [found];
  throw new ToolError(
    'invalid_response',
    `\`${source}\` finds a single value where the list of items should be; \`response.items\` in the YAML needs a correction.`,
  );
}

function refuseRepeat(visited: Set<string>, state: PageState): void {
  const key = JSON.stringify(state);
  if (visited.has(key))
    throw new ToolError(
      'invalid_response',
      'the API leads back to a page already seen, so the list would never end; `pagination` in the YAML needs a correction.',
    );
  visited.add(key);
}

async function knownTotal(paginator: Paginator, page: Page, limit: number): Promise<number | undefined> {
  const total = await paginator.total?.(page);
  return total === undefined ? undefined : Math.min(total, limit);
}
