import { toTool } from '../../engine/mcp/tool.ts';
import type { Operation } from '../../engine/operation/contract.ts';
import { compileOperations } from '../../engine/operation/operation.ts';
import type {
  Case,
  Chain,
  Integration,
  LocatedChain,
  LocatedIntegration,
  LocatedMethod,
  Method,
} from '../../engine/schema/model.ts';
import { withoutSecretValues } from './secret-values.ts';

/** A tool with all that its page tells of it. */
export interface SiteTool {
  operation: Operation;
  definition: LocatedMethod | LocatedChain;
  /** Those that call it. */
  cases: readonly Case[];
  /** Tokens that it takes in a list of tools. */
  tokens: number;
}

export interface SiteIntegration {
  integration: LocatedIntegration;
  tools: readonly SiteTool[];
  cases: readonly Case[];
}

/** How the tokens of a text are counted. */
export type CountTokens = (text: string) => Promise<number>;

/** Brings together what the pages of one integration tell. */
export async function describeIntegration(
  integration: LocatedIntegration,
  cases: readonly Case[],
  count: CountTokens,
): Promise<SiteIntegration> {
  const definitions = new Map(
    [...integration.methods, ...integration.chains].map((one) => [one.tool, one] as const),
  );
  const tools: SiteTool[] = [];
  for (const operation of compileOperations(integration)) {
    const definition = definitions.get(operation.tool);
    if (!definition) continue;
    const name = `${operation.resource}.${operation.method}`;
    tools.push({
      operation: { ...operation, inputSchema: withoutSecretValues(operation.inputSchema) },
      definition,
      cases: cases.filter(({ method }) => method === name),
      tokens: await count(JSON.stringify(toTool(operation))),
    });
  }
  return { integration, tools, cases };
}

export const tokensOf = (tools: readonly SiteTool[]): number =>
  tools.reduce((sum, { tokens }) => sum + tokens, 0);

/** Tools by resource, in the order of the files. */
export function byResource(tools: readonly SiteTool[]): [resource: string, tools: SiteTool[]][] {
  const groups = new Map<string, SiteTool[]>();
  for (const tool of tools) {
    const { resource } = tool.operation;
    groups.set(resource, [...(groups.get(resource) ?? []), tool]);
  }
  return [...groups];
}

export const isChain = (definition: Method | Chain): definition is Chain => 'steps' in definition.definition;

export const STATUSES = ['documented', 'observed', 'inferred'] as const;
export type Status = (typeof STATUSES)[number] | 'unstated' | 'composed';

/** How well the endpoint behind a tool is known; a chain has none of its own. */
export const statusOf = ({ definition }: SiteTool): Status =>
  isChain(definition) ? 'composed' : (definition.definition.source?.status ?? 'unstated');

/** Where a tool is defined: `integrations/shop/resources/orders.yaml:4`, without the folders of this machine. */
export function placeOf({ definition: { source, path } }: SiteTool, { name, source: main }: Integration) {
  const folder = main.file.slice(0, main.file.lastIndexOf('/') + 1);
  const isElsewhere = /^([/\\]|[A-Za-z]:)/.test(source.file) && source.file.startsWith(folder);
  const file = isElsewhere ? `${name}/${source.file.slice(folder.length)}` : source.file;
  return `${file}:${source.locate(path, 'key').line}`;
}
