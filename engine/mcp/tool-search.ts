import type { Tool } from '@modelcontextprotocol/server';
import type { Arguments, Operation } from '../operation/contract.ts';
import type { compileSearch, Found } from './search.ts';
import { callTool, schemaTool, searchTool } from './search-tools.ts';

/** The tools of search mode: a client sees three tools, and finds the real ones through them. */
export interface ToolSearch {
  tools: Tool[];
  find(name: string, given: Arguments): Promise<Found>;
}

/** The index and the validators are made for the first question, not to list three tools. */
export function createToolSearch(operations: readonly Operation[]): ToolSearch {
  const tools = [searchTool(operations.length), schemaTool, callTool];
  let find: ReturnType<typeof compileSearch> | undefined;
  return {
    tools,
    async find(name, given) {
      const search = await import('./search.ts');
      find ??= search.compileSearch(operations, tools);
      return find(name, given);
    },
  };
}
