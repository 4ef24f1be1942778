import type { CallToolResult, Tool } from '@modelcontextprotocol/server';
import { ToolError } from '../errors.ts';
import type { JsonSchema } from '../json.ts';
import { nearest } from '../nearest.ts';
import { refuseBadArguments } from '../operation/call.ts';
import { type Arguments, type Operation, resultOf } from '../operation/contract.ts';
import { compileValidator } from '../schema/validator.ts';
import { toResult } from './result.ts';
import { createSearchIndex } from './search-index.ts';
import { callTool, SEARCH_LIMIT, schemaTool } from './search-tools.ts';
import { toTool } from './tool.ts';

/** The real call behind `call_tool`, or the answer to anything else. */
export type Found = { call: string; values: Record<string, unknown> } | { answer: CallToolResult };

interface Given {
  query: string;
  limit?: number;
  tool_names: string[];
  tool_name: string;
  arguments?: Record<string, unknown>;
}

/** How the tools of search mode answer. */
export function compileSearch(
  operations: readonly Operation[],
  tools: readonly Tool[],
): (name: string, given: Arguments) => Found {
  const byName = new Map(operations.map((operation) => [operation.tool, operation]));
  const rank = createSearchIndex(operations);
  const validators = new Map(
    tools.map(({ name, inputSchema }) => [name, compileValidator(inputSchema as JsonSchema, WORDS)]),
  );

  function find(name: string, given: Arguments): Found {
    const validate = validators.get(name);
    if (!validate) throw notOffered(name, byName.has(name));
    const checked = structuredClone(given) as unknown as Given;
    refuseBadArguments(validate(checked));
    if (name === callTool.name) return { call: checked.tool_name, values: checked.arguments ?? {} };
    const value =
      name === schemaTool.name
        ? { tools: checked.tool_names.map((tool) => schemaOf(tool, byName)) }
        : search(checked.query, checked.limit ?? SEARCH_LIMIT);
    return { answer: toResult(resultOf(value)) };
  }

  function search(query: string, limit: number) {
    const hits = rank(query, limit);
    if (hits.length === 0) return { tools: [], groups: groupsOf(operations) };
    return { tools: hits.map((name) => ({ name, description: byName.get(name)?.description })) };
  }

  return (name, given) => {
    try {
      return find(name, given);
    } catch (error) {
      if (error instanceof ToolError) return { answer: toResult({ error }) };
      throw error;
    }
  };
}

const WORDS = { whole: 'the call', member: 'argument' };

function schemaOf(name: string, byName: ReadonlyMap<string, Operation>) {
  const operation = byName.get(name);
  if (operation) return toTool(operation);
  const match = nearest(name, byName.keys());
  const hint = match === undefined ? 'use search_tools.' : `did you mean \`${match}\`?`;
  return { name, error: `There is no such tool; ${hint}` };
}

/** Names by first tag, else by resource. */
function groupsOf(operations: readonly Operation[]): Record<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const { tool, tags, resource } of operations) {
    const group = tags[0] ?? resource;
    groups.set(group, [...(groups.get(group) ?? []), tool]);
  }
  return Object.fromEntries(groups);
}

const notOffered = (name: string, isReal: boolean) =>
  new ToolError(
    'unknown_tool',
    isReal
      ? `\`${name}\` is not offered directly; find tools with search_tools, and call this one through call_tool.`
      : `there is no tool \`${name}\`; find tools with search_tools, and call them through call_tool.`,
  );
