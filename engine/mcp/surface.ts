import type { Tool } from '@modelcontextprotocol/server';
import type { Catalog } from '../operation/catalog.ts';
import type { Prompt } from '../operation/prompt.ts';
import { toTool } from './tool.ts';
import { createToolSearch, type ToolSearch } from './tool-search.ts';

/** `search` shows three tools through which the others are found and called; `all` shows them all; `auto` whichever fits their number. */
export type Exposure = 'auto' | 'all' | 'search';

/** Most tools that are shown unasked. Some hosts refuse a list of over 128, and every turn of a model pays for it. */
const MOST_SHOWN = 100;

/** What clients see of a catalog. */
export interface View {
  tools: readonly Tool[];
  search: ToolSearch | undefined;
  prompts: readonly Prompt[];
  instructions: string;
}

/** The lists of which a client can be told that they have changed. */
export type List = 'tools' | 'prompts';

/** What clients see of a catalog now: made once, not for each request, and anew when the catalog is exchanged. */
export interface Surface {
  readonly catalog: Catalog;
  /** Whether what is seen can become another. */
  readonly canChange: boolean;
  readonly view: View;
  /** Tells which lists an exchange has changed; not of exchanges that clients do not see. */
  onChange(listener: (list: List) => void): void;
  /** Ends the telling. */
  close(): void;
}

export function createSurface(catalog: Catalog, exposure: Exposure = 'auto'): Surface {
  let view = viewOf(catalog, exposure);
  const listeners: ((list: List) => void)[] = [];
  const stop = catalog.onExchange?.(() => {
    const before = view;
    view = viewOf(catalog, exposure);
    for (const list of ['tools', 'prompts'] as const)
      if (!isSame(before[list], view[list])) for (const listener of listeners) listener(list);
  });
  return {
    catalog,
    canChange: catalog.onExchange !== undefined,
    get view() {
      return view;
    },
    onChange: (listener) => void listeners.push(listener),
    close() {
      stop?.();
      listeners.length = 0;
    },
  };
}

function viewOf({ operations, prompts, instructions }: Catalog, exposure: Exposure): View {
  const isSearch = exposure === 'search' || (exposure === 'auto' && operations.length > MOST_SHOWN);
  const search = isSearch ? createToolSearch(operations) : undefined;
  return { tools: search?.tools ?? operations.map(toTool), search, prompts, instructions };
}

/** As the client gets them; functions are no part of that. */
const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
