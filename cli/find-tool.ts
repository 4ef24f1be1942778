import { nearest } from '../engine/nearest.ts';
import { compileOperations } from '../engine/operation/operation.ts';
import type { Integration } from '../engine/schema/model.ts';
import { chooseIntegrations } from './choose.ts';
import { UsageError } from './errors.ts';
import { loadIntegrationOrExit } from './integrations.ts';

export interface FoundTool {
  integration: Integration;
  /** Where the integration was read from. */
  path: string;
  /** Schemas of the tool's arguments by name. */
  schema: Record<string, unknown>;
}

/** The tool of this name among the integrations named, or among all of them. */
export function findTool(tool: string, names: readonly string[]): FoundTool {
  const known: string[] = [];
  for (const path of chooseIntegrations(names, 'all')) {
    const integration = loadIntegrationOrExit(path);
    for (const operation of compileOperations(integration)) {
      if (operation.tool === tool)
        return { integration, path, schema: operation.inputSchema.properties as Record<string, unknown> };
      known.push(operation.tool);
    }
  }
  const match = nearest(tool, known);
  throw new UsageError(
    `there is no tool \`${tool}\`; ${match === undefined ? 'see `ymcp tools`.' : `did you mean \`${match}\`?`}`,
  );
}
