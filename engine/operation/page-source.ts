import { ToolError } from '../errors.ts';
import type { Bindings, Expression } from '../expression/expression.ts';
import { BinaryContent } from '../http/decode.ts';
import { copyDraft, type RequestDraft } from '../http/draft.ts';
import type { HttpResponse } from '../http/send.ts';
import type { Page, PageState, Paginator } from '../pagination/strategy.ts';
import type { Answer } from './judge.ts';
import { type Trace, traced } from './trace.ts';

export interface FetchedPage {
  page: Page;
  items: unknown[];
  response: HttpResponse;
}

/** Gives out pages by their state; those that were foreseen are under way before they are asked for. */
export interface PageSource {
  get(state: PageState, wanted: number): Promise<FetchedPage>;
  /** Foresees these pages, to be fetched a few at a time and in order. */
  foresee(pages: readonly { state: PageState; wanted: number }[]): void;
}

export interface PageSourceParts {
  plan: { paginator: Paginator; items: Expression };
  draft: RequestDraft;
  ask(draft: RequestDraft, trace: Trace | undefined): Promise<Answer>;
  /** Foreseen pages under way at once. */
  window: number;
  trace?: Trace | undefined;
}

export function createPageSource(parts: PageSourceParts): PageSource {
  const underWay = new Map<string, Promise<FetchedPage>>();
  let foreseen: { state: PageState; wanted: number }[] = [];

  const begin = (state: PageState, wanted: number) => {
    const fetched = fetchPage(parts, state, wanted);
    // Nobody may be waiting for it when it fails; who does ask for it gets the failure.
    fetched.catch(() => {});
    underWay.set(JSON.stringify(state), fetched);
  };
  const fill = () => {
    while (underWay.size < parts.window) {
      const next = foreseen.shift();
      if (!next) return;
      begin(next.state, next.wanted);
    }
  };

  const leave = (key: string) => {
    underWay.delete(key);
    fill();
  };

  return {
    foresee(pages) {
      foreseen = [...pages];
      fill();
    },
    get(state, wanted) {
      const key = underWay.size === 0 ? '' : JSON.stringify(state);
      const begun = underWay.get(key);
      return begun ? begun.finally(() => leave(key)) : fetchPage(parts, state, wanted);
    },
  };
}

function fetchPage(parts: PageSourceParts, state: PageState, wanted: number): Promise<FetchedPage> {
  const size = parts.plan.paginator.size(state, wanted);
  return traced(
    parts.trace,
    () => ({ type: 'page', state, size }),
    (trace) => askForPage(parts, state, size, trace),
    ({ items, response }) => ({ items: items.length, bytes: response.body.length }),
  );
}

async function askForPage(
  parts: PageSourceParts,
  state: PageState,
  size: number,
  trace: Trace | undefined,
): Promise<FetchedPage> {
  const draft = copyDraft(parts.draft);
  parts.plan.paginator.apply(draft, state, size);
  const { response, body, bindings } = await parts.ask(draft, trace);
  if (body instanceof BinaryContent) throw noList(body.contentType);
  const { evaluate, source } = parts.plan.items;
  const items = asItems(await evaluate(body, bindings as Bindings), source);
  const { headers, url } = response;
  return { page: { state, count: items.length, size, body, headers, url, bindings }, items, response };
}

const noList = (contentType: string) =>
  new ToolError(
    'invalid_response',
    `the API answered with a file (${contentType}) where a list should be; if it is text, \`response.format\` in the YAML says in which format.`,
  );

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
