import type { JsonSchema } from '../json.ts';
import type { Integration, Method } from '../schema/model.ts';
import { toolTitle } from '../tool-name.ts';
import { callOperation } from './call.ts';
import { hintsOf, type ToolHints } from './hints.ts';
import { inputSchema } from './input.ts';
import { outputSchema } from './output.ts';
import { compilePlan, type Plan } from './plan.ts';
import type { Arguments, CallContext, CallResult } from './running.ts';

/** One compiled method: what MCP shows as a tool, and how it is carried out. */
export interface Operation {
  readonly tool: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly inputSchema: JsonSchema;
  readonly outputSchema: JsonSchema;
  readonly hints: ToolHints;
  call(given: Arguments, context: CallContext): Promise<CallResult>;
}

/** The operations of an integration, in the order of its files. What only a call needs is compiled on the first one. */
export function compileOperations(integration: Integration): Operation[] {
  return integration.methods.map((method) => compileOperation(integration, method));
}

function compileOperation({ label, definition: shared }: Integration, method: Method): Operation {
  const { tool, definition, resource, name, tags } = method;
  const title = definition.title ?? toolTitle(label, resource, name);
  const input = inputSchema(method);
  let plan: Plan | undefined;
  return {
    tool,
    title,
    description: definition.description ?? `${title} (${definition.request}).`,
    tags,
    inputSchema: input,
    outputSchema: outputSchema(method),
    hints: hintsOf(definition),
    call(given, context) {
      plan ??= compilePlan(tool, shared, method, input);
      return callOperation(plan, given, context);
    },
  };
}
