import type { Tool } from '@modelcontextprotocol/server';

/** Most tools that one search returns, unless told otherwise. */
export const SEARCH_LIMIT = 10;

const READS = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false };
const objects = (description: string) => ({ type: 'array', items: { type: 'object' }, description });
const error = { type: 'object', description: 'What went wrong.' };

export const searchTool = (count: number): Tool => ({
  name: 'search_tools',
  title: 'Search tools',
  description: `Finds tools among the ${count} of this server by words: what they do, what they act on, their arguments. Start here.`,
  inputSchema: {
    type: 'object',
    properties: {
      query: {
        type: 'string',
        description: 'Words to look for, such as "add contacts to a list". Empty for all names by group.',
      },
      limit: {
        type: 'integer',
        minimum: 1,
        maximum: 50,
        default: SEARCH_LIMIT,
        description: 'Most tools to return.',
      },
    },
    required: ['query'],
    additionalProperties: false,
  },
  outputSchema: {
    type: 'object',
    properties: {
      tools: objects('Name and description, the best match first.'),
      groups: { type: 'object', description: 'All names by group, when nothing matches.' },
      error,
    },
  },
  annotations: { title: 'Search tools', ...READS },
});

export const schemaTool: Tool = {
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
    additionalProperties: false,
  },
  outputSchema: {
    type: 'object',
    properties: { tools: objects('The tools, in the order of the names.'), error },
  },
  annotations: { title: 'Get tool schema', ...READS },
};

export const callTool: Tool = {
  name: 'call_tool',
  title: 'Call tool',
  description: 'Calls a tool by name. It may change things: read its description with get_tool_schema first.',
  inputSchema: {
    type: 'object',
    properties: {
      tool_name: { type: 'string', description: 'Name of the tool, from search_tools.' },
      arguments: {
        type: 'object',
        additionalProperties: true,
        description: 'Its arguments, as its schema says.',
      },
    },
    required: ['tool_name'],
    additionalProperties: false,
  },
  outputSchema: { type: 'object', properties: { error } },
  annotations: {
    title: 'Call tool',
    readOnlyHint: false,
    destructiveHint: true,
    idempotentHint: false,
    openWorldHint: true,
  },
};
