import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { allIntegrations, isFolder, knownIntegrations, yamlFiles } from '../library.ts';
import { filesStamp, readCache, writeCache } from './cache.ts';
import type { Candidate, Expected } from './complete.ts';
import type { ValueKind } from './spec.ts';

interface ToolNames {
  tool: string;
  description: string;
  parameters: { name: string; description: string; choices: string[]; isRequired: boolean }[];
}

/** Looks names up; that of tools loads the engine, and only when an integration has changed since the last time. */
export const lookups: Readonly<Record<ValueKind, (expected: Expected) => Promise<Candidate[]>>> = {
  integrations: async () =>
    [...knownIntegrations().keys()].map((value) => ({ value, description: 'integration' })),
  tools: async (expected) =>
    (await toolsOf(expected)).map(({ tool, description }) => ({ value: tool, description })),
  arguments: async (expected) => {
    const { parameters = [] } = (await toolsOf(expected)).find(({ tool }) => tool === expected.tool) ?? {};
    const equals = expected.prefix.indexOf('=');
    if (equals === -1) return parameters.map(asArgument);
    const name = expected.prefix.slice(0, equals);
    const { choices = [] } = parameters.find((parameter) => parameter.name === name) ?? {};
    return choices.map((choice) => ({ value: `${name}=${choice}`, description: '' }));
  },
  files: async () => [],
};

const asArgument = ({ name, description, isRequired }: ToolNames['parameters'][number]): Candidate => ({
  value: `${name}=`,
  description: isRequired ? `${description} (required)` : description,
});

async function toolsOf({ integrations }: Pick<Expected, 'integrations'>): Promise<ToolNames[]> {
  const known = knownIntegrations();
  const named = integrations.flatMap((name) => known.get(name) ?? (existsSync(name) ? [resolve(name)] : []));
  const lists = (named.length > 0 ? named : allIntegrations()).map(toolsIn);
  return (await Promise.all(lists)).flat();
}

async function toolsIn(path: string): Promise<ToolNames[]> {
  const files = isFolder(path) ? yamlFiles(path, false).map((name) => join(path, name)) : [path];
  const stamp = filesStamp(files);
  const kept = readCache<ToolNames[]>(path, stamp);
  if (kept) return kept;
  const tools = await loadTools(path);
  writeCache(path, stamp, tools);
  return tools;
}

/** An integration with mistakes has no names to offer. */
async function loadTools(path: string): Promise<ToolNames[]> {
  const [{ readIntegration }, { compileOperations }] = await Promise.all([
    import('../integrations.ts'),
    import('../../engine/operation/operation.ts'),
  ]);
  const { integration } = readIntegration(path);
  if (!integration) return [];
  return compileOperations(integration).map(({ tool, description, inputSchema }) => {
    const required = (inputSchema.required ?? []) as string[];
    const properties = Object.entries(inputSchema.properties as Record<string, Property>);
    return {
      tool,
      description: description ?? basename(path),
      parameters: properties.map(([name, { description: meaning = '', enum: among = [], type }]) => ({
        name,
        description: meaning,
        choices: type === 'boolean' ? ['true', 'false'] : among.map(String),
        isRequired: required.includes(name),
      })),
    };
  });
}

interface Property {
  description?: string;
  enum?: unknown[];
  type?: unknown;
}
