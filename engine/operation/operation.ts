import type { Integration, Method } from '../schema/model.ts';
import { toolTitle } from '../tool-name.ts';
import { callOperation } from './call.ts';
import { compileChain } from './chain.ts';
import type { FindOperation, Operation } from './contract.ts';
import { hintsOf } from './hints.ts';
import { inputSchema } from './input.ts';
import { outputSchema } from './output.ts';
import { compilePlan, type Plan } from './plan.ts';

/** The operations of an integration, in the order of its files. What only a call needs is compiled on the first one. */
export function compileOperations(integration: Integration): Operation[] {
  const byMethod = new Map<string, Operation>();
  for (const method of integration.methods)
    byMethod.set(
      `${method.resource}.${method.name}`,
      compileOperation(integration, method, (name) => byMethod.get(name)),
    );
  const find: FindOperation = (name) => byMethod.get(name);
  const chains = integration.chains.map((chain) => compileChain(integration, chain, find));
  return [...byMethod.values(), ...chains];
}

function compileOperation(
  { name: integration, label, definition: shared }: Integration,
  method: Method,
  find: FindOperation,
): Operation {
  const { tool, definition, resource, name, tags } = method;
  const title = definition.title ?? toolTitle(label, resource, name);
  const input = inputSchema(method);
  let plan: Plan | undefined;
  return {
    tool,
    integration,
    resource,
    method: name,
    title,
    description: definition.description ?? `${title} (${definition.request}).`,
    tags,
    inputSchema: input,
    outputSchema: outputSchema(method),
    hints: hintsOf(definition),
    call(given, context) {
      plan ??= compilePlan(tool, shared, method, input, find);
      return callOperation(plan, given, context);
    },
  };
}
