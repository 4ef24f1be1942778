import { nearest } from '../engine/nearest.ts';
import type { Operation } from '../engine/operation/contract.ts';
import { compileOperations } from '../engine/operation/operation.ts';
import type { Chain, Integration, Method } from '../engine/schema/model.ts';
import type { Content } from '../engine/yaml/source.ts';
import { chooseIntegrations } from './choose.ts';
import { UsageError } from './errors.ts';

export interface FoundTool<From extends Content = Content> {
  integration: Integration<From>;
  /** Where the integration was read from. */
  path: string;
  operation: Operation;
  /** Where the tool stands in the YAML. */
  definition: Method<From> | Chain<From>;
}

/** The tool of this name in the integrations named, or in all there are. */
export async function findTool<From extends Content>(
  tool: string,
  names: readonly string[],
  load: (path: string) => Integration<From> | Promise<Integration<From>>,
): Promise<FoundTool<From>> {
  const known: string[] = [];
  for (const path of chooseIntegrations(names, 'all')) {
    const integration = await load(path);
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
