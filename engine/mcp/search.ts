import type { CallToolResult, Tool } from '@modelcontextprotocol/server';
import MiniSearch from 'minisearch';
import { isObject } from '../json.ts';
import { nearest } from '../nearest.ts';
import type { Operation } from '../operation/contract.ts';
import { toTool } from './tool.ts';

/** The tools of search mode: a client sees three tools, and finds the real ones through them. */
export interface ToolSearch {
  tools: Tool[];
  /** The real call behind `call_tool`, or the answer to anything else. */
  find(name: string, given: Record<string, unknown>): Found;
}

type Found = { call: string; values: Record<string, unknown> } | { answer: CallToolResult };

const MOST = 10;
/** Words of a question that tell no tool from another. */
const IDLE = new Set(
  'a an the of to in on at by for from with and or is are all my me i it this that how do can'.split(' '),
);
const closed = { destructiveHint: false, idempotentHint: true, openWorldHint: false };
const reads = { readOnlyHint: true, ...closed };

export function createToolSearch(operations: readonly Operation[]): ToolSearch {
  const byName = new Map(operations.map((operation) => [operation.tool, operation]));
  const index = indexOf(operations);

  function search(query: string, limit: number) {
    const hits = query.trim() === '' ? [] : index.search(query).slice(0, limit);
    if (hits.length === 0) return { tools: [], groups: groupsOf(operations) };
    return {
      tools: hits.map((hit) => {
        const { tool, description } = byName.get(String(hit.id))!;
        return { name: tool, description };
      }),
    };
  }

  function schemas(names: readonly string[]) {
    return {
      tools: names.map((name) => {
        const operation = byName.get(name);
        if (operation) return toTool(operation);
        const match = nearest(name, byName.keys());
        return {
          name,
          error:
            match === undefined
              ? 'There is no such tool; use search_tools.'
              : `There is no such tool; did you mean \`${match}\`?`,
        };
      }),
    };
  }

  return {
    tools: [searchTool(operations.length), schemaTool, callTool],
    find(name, given) {
      if (name === callTool.name && typeof given.tool_name === 'string')
        return { call: given.tool_name, values: isObject(given.arguments) ? given.arguments : {} };
      return { answer: answer(name, given) };
    },
  };

  function answer(name: string, given: Record<string, unknown>): CallToolResult {
    if (name === 'search_tools') return success(search(String(given.query ?? ''), clamp(given.limit)));
    if (name === schemaTool.name && isNameList(given.tool_names)) return success(schemas(given.tool_names));
    if (name === schemaTool.name) return failure('`tool_names` must be a list of 1 to 5 names.');
    if (name === callTool.name)
      return failure('`tool_name` must be the name of a tool; find it with search_tools.');
    const hint = byName.has(name) ? 'call it through call_tool, after get_tool_schema.' : 'use search_tools.';
    return failure(`\`${name}\` is not offered directly; ${hint}`);
  }
}

const clamp = (limit: unknown) =>
  typeof limit === 'number' && limit >= 1 ? Math.min(50, Math.floor(limit)) : MOST;
const isNameList = (names: unknown): names is string[] =>
  Array.isArray(names) &&
  names.length > 0 &&
  names.length <= 5 &&
  names.every((name) => typeof name === 'string');

function indexOf(operations: readonly Operation[]): MiniSearch {
  const fields = ['tool', 'title', 'description', 'tags', 'parameters'];
  const index = new MiniSearch({
    fields,
    tokenize: (text) =>
      text
        .toLowerCase()
        .split(/[^\p{L}\p{N}]+/u)
        .filter(Boolean),
    processTerm: (term) => (IDLE.has(term) ? null : term),
    searchOptions: {
      boost: { tool: 2, title: 2, tags: 2 },
      prefix: (term) => term.length > 2,
      fuzzy: (term) => (term.length > 4 ? 0.2 : false),
    },
  });
  index.addAll(
    operations.map(({ tool, title, description, tags, inputSchema }) => {
      const parameters = Object.keys((inputSchema.properties ?? {}) as object).join(' ');
      return { id: tool, tool, title, description, tags: tags.join(' '), parameters };
    }),
  );
  return index;
}

function groupsOf(operations: readonly Operation[]): Record<string, string[]> {
  const groups: Record<string, string[]> = {};
  for (const { tool, tags } of operations) {
    const group = tags[0] ?? 'other';
    groups[group] = [...(groups[group] ?? []), tool];
  }
  return groups;
}

function success(value: Record<string, unknown>): CallToolResult {
  return { content: [{ type: 'text', text: JSON.stringify(value) }], structuredContent: value };
}

function failure(message: string): CallToolResult {
  return {
    isError: true,
    content: [{ type: 'text', text: `invalid_arguments: ${message}` }],
    structuredContent: { error: { code: 'invalid_arguments', message } },
  };
}

const text = (description: string) => ({ type: 'string' as const, description });

const searchTool = (count: number): Tool => ({
  name: 'search_tools',
  title: 'Search tools',
  description: `Finds tools among the ${count} of this server by words: what they do, what they act on, their arguments. Start here.`,
  inputSchema: {
    type: 'object',
    properties: {
      query: text('Words to look for, such as "add contacts to a list". Empty for all names by group.'),
      limit: {
        type: 'integer',
        minimum: 1,
        maximum: 50,
        default: MOST,
        description: 'Most tools to return.',
      },
    },
    required: ['query'],
  },
  outputSchema: {
    type: 'object',
    properties: {
      tools: {
        type: 'array',
        items: { type: 'object' },
        description: 'Name and description, the best match first.',
      },
      groups: { type: 'object', description: 'All names by group, when nothing matches.' },
      error: { type: 'object' },
    },
  },
  annotations: { title: 'Search tools', ...reads },
});

const schemaTool: Tool = {
  name: 'get_tool_schema',
  title: 'Get tool schema',
  description: 'Shows what tools take and return. Call it before call_tool.',
  inputSchema: {
    type: 'object',
    properties: {
      tool_names: {
        type: 'array',
        items: { type: 'string' },
        minItems: 1,
        maxItems: 5,
        description: 'Names from search_tools.',
      },
    },
    required: ['tool_names'],
  },
  outputSchema: {
    type: 'object',
    properties: { tools: { type: 'array', items: { type: 'object' } }, error: { type: 'object' } },
  },
  annotations: { title: 'Get tool schema', ...reads },
};

const callTool: Tool = {
  name: 'call_tool',
  title: 'Call tool',
  description: 'Calls a tool by name. It may change things: read its description with get_tool_schema first.',
  inputSchema: {
    type: 'object',
    properties: {
      tool_name: text('Name of the tool, from search_tools.'),
      arguments: {
        type: 'object',
        additionalProperties: true,
        description: 'Its arguments, as its schema says.',
      },
    },
    required: ['tool_name'],
  },
  outputSchema: { type: 'object', properties: { error: { type: 'object' } } },
  annotations: {
    title: 'Call tool',
    readOnlyHint: false,
    destructiveHint: true,
    idempotentHint: false,
    openWorldHint: true,
  },
};
