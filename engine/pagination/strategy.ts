import type { RequestDraft } from '../http/draft.ts';
import type { JsonObject, JsonSchema } from '../json.ts';
import type { PageSample, Recognised } from './recognise.ts';

/** Where a page starts; plain data, since it travels inside cursors. */
export type PageState = JsonObject;

/** One answered page, as a strategy needs it to find the next. */
export interface Page {
  state: PageState;
  /** Items the page held. */
  count: number;
  /** Items the request asked for. */
  size: number;
  body: unknown;
  headers: Readonly<Record<string, string>>;
  url: URL;
  /** Evaluates response-side bindings: `$arguments`, `$status`, `$headers`. */
  bindings: Readonly<Record<string, unknown>>;
}

export interface Paginator {
  /** State of the first page of a walk that wants `wanted` items. */
  start(wanted: number): PageState;
  /** Items to ask for at `state` when `wanted` are still missing. */
  size(state: PageState, wanted: number): number;
  /** Turns the request into that of the page at `state`. */
  apply(draft: RequestDraft, state: PageState, size: number): void;
  /** State of the page after `page`, or `undefined` after the last; `total` is what it was found to say of all. */
  next(page: Page, total: number | undefined): PageState | undefined | Promise<PageState | undefined>;
  /**
   * The pages after the first one when their number is known, so that they can be fetched before they are needed; `wanted` is
   * how many items the walk wants in all, and what each page is asked for stands beside it.
   */
  ahead?(first: Page, total: number, wanted: number): { state: PageState; wanted: number }[];
  /** Items in all pages together, when the API says so. */
  total?(page: Page): number | undefined | Promise<number | undefined>;
}

/** How to reach the next page: one value of `pagination.type`, with the schema of its keys. */
export interface PaginationStrategy<Config> {
  type: string;
  /** Draft-07 schema of the `pagination:` block; `type` is a `const`. */
  fragment: JsonSchema;
  compile(config: Config): Paginator;
  /** The block that a first page suggests, or `undefined` where it shows nothing of this strategy. */
  recognise?(sample: PageSample): Recognised<Config> | undefined;
}
