import { callTool, schemaTool, searchTool } from '../../engine/mcp/search-tools.ts';
import { toTool } from '../../engine/mcp/tool.ts';
import type { Operation } from '../../engine/operation/contract.ts';
import { filterOperations, type ToolFilter } from '../../engine/operation/filter.ts';
import { compileOperations } from '../../engine/operation/operation.ts';
import type { Integration } from '../../engine/schema/model.ts';
import { countTokens } from '../tokens.ts';

type Tool = ReturnType<typeof toTool>;

/** Parts of a tool as `tools/list` has it; `other` is its annotations, and the syntax that holds the parts together. */
export const PARTS = ['description', 'input', 'output', 'other'] as const;
export type Part = (typeof PARTS)[number];

/** Tokens of one tool, whole and by part. */
export interface ToolCost {
  tool: string;
  tokens: number;
  parts: Readonly<Record<Part, number>>;
}

/** Tokens of what a client lists that is shown some of the tools. */
export interface ProfileCost {
  /** `all`, `read`, `write`, `search`, or `#tag`. */
  profile: string;
  tools: number;
  tokens: number;
}

export interface IntegrationCost {
  integration: Integration;
  tools: readonly ToolCost[];
  profiles: readonly ProfileCost[];
  /** Of the instructions, which clients get once, on top of the tools. */
  instructions: number;
}

export async function measureIntegration(
  integration: Integration,
  onProgress?: (done: number, total: number) => void,
): Promise<IntegrationCost> {
  const operations = compileOperations(integration);
  const tools: ToolCost[] = [];
  for (const operation of operations) {
    tools.push(await measureTool(toTool(operation)));
    onProgress?.(tools.length, operations.length);
  }
  const search = [searchTool(operations.length), schemaTool, callTool];
  return {
    integration,
    tools,
    profiles: [
      ...filtersOf(operations).map(([profile, filter]) => profileCost(profile, operations, tools, filter)),
      { profile: 'search', tools: search.length, tokens: sum(await Promise.all(search.map(measureTool))) },
    ],
    instructions: await countTokens(integration.definition.instructions ?? ''),
  };
}

async function measureTool(tool: Tool): Promise<ToolCost> {
  const { name, title, description, inputSchema, outputSchema } = tool;
  const [tokens, words, input, output] = (await Promise.all(
    [tool, { name, title, description }, inputSchema, outputSchema ?? {}].map((part) =>
      countTokens(JSON.stringify(part)),
    ),
  )) as [number, number, number, number];
  // Parts that meet can be one token, so that the sum may come out a little above the whole.
  const other = Math.max(0, tokens - words - input - output);
  return { tool: name, tokens, parts: { description: words, input, output, other } };
}

/** What a server may be limited to. */
function filtersOf(operations: readonly Operation[]): [profile: string, filter: ToolFilter][] {
  const tags = [...new Set(operations.flatMap((one) => one.tags))].sort();
  return [
    ['all', {}],
    ['read', { methods: ['read'] }],
    ['write', { methods: ['write'] }],
    ...tags.map((tag): [string, ToolFilter] => [`#${tag}`, { tags: [tag] }]),
  ];
}

function profileCost(
  profile: string,
  operations: readonly Operation[],
  tools: readonly ToolCost[],
  filter: ToolFilter,
): ProfileCost {
  const names = new Set(filterOperations(operations, filter).map(({ tool }) => tool));
  const among = tools.filter(({ tool }) => names.has(tool));
  return { profile, tools: among.length, tokens: sum(among) };
}

const sum = (tools: readonly ToolCost[]) => tools.reduce((total, { tokens }) => total + tokens, 0);

/** Tokens of all tools together. */
export const totalOf = ({ tools }: IntegrationCost): number => sum(tools);
