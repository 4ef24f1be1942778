import { nearest } from '../engine/nearest.ts';
import type { Operation } from '../engine/operation/contract.ts';
import { compileOperations } from '../engine/operation/operation.ts';
import type { Chain, Integration, Method } from '../engine/schema/model.ts';
import { chooseIntegrations } from './choose.ts';
import { UsageError } from './errors.ts';
import { loadIntegrationOrExit } from './integrations.ts';

export interface FoundTool {
  integration: Integration;
  /** Where the integration was read from. */
  path: string;
  operation: Operation;
  /** Where the tool stands in the YAML. */
  definition: Method | Chain;
}

/** The tool of this name in the integrations named, or in all there are. */
export function findTool(tool: string, names: readonly string[]): FoundTool {
  const known: string[] = [];
  for (const path of chooseIntegrations(names, 'all')) {
    const integration = loadIntegrationOrExit(path);
    const definitions = [...integration.methods, ...integration.chains];
    for (const operation of compileOperations(integration)) {
      const definition = definitions.find((one) => one.tool === operation.tool);
      if (operation.tool === tool && definition) return { integration, path, operation, definition };
      known.push(operation.tool);
    }
  }
  const match = nearest(tool, known);
  throw new UsageError(
    `there is no tool \`${tool}\`; ${match === undefined ? 'see `ymcp tools`.' : `did you mean \`${match}\`?`}`,
  );
}
