import { toTool } from '../mcp/tool.ts';
import { compileOperations } from '../operation/operation.ts';
import type { Integration } from '../schema/model.ts';
import type { IntegrationFile } from '../types.ts';

/** A tool as clients get it, with what scopes and prompts go by. */
export type ContractTool = ReturnType<typeof toTool> & {
  /** `resource.method` in the YAML. */
  from: string;
  tags: readonly string[];
};

/** Everything about an integration that clients, prompts and scopes rely on. */
export interface Contract {
  integration: string;
  instructions: string | undefined;
  /** Settings that every account supplies. */
  account: IntegrationFile['account'];
  prompts: NonNullable<IntegrationFile['prompts']>;
  tools: readonly ContractTool[];
}

export const contractOf = (integration: Integration): Contract => ({
  integration: integration.name,
  instructions: integration.definition.instructions,
  account: integration.definition.account,
  prompts: integration.definition.prompts ?? {},
  tools: compileOperations(integration).map((operation) => ({
    from: `${operation.resource}.${operation.method}`,
    tags: operation.tags,
    ...toTool(operation),
  })),
});

/** The text of a committed contract. */
export const formatContract = (contract: Contract): string => `${JSON.stringify(contract, null, 2)}\n`;

/** The request line of each tool that is one request. No part of the contract: clients do not see it. */
export const requestsOf = ({ methods }: Integration): Map<string, string> =>
  new Map(methods.map(({ tool, definition }) => [tool, definition.request]));
