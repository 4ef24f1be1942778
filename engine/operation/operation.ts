import type { Integration, Method } from '../schema/model.ts';
import { toolTitle } from '../tool-name.ts';
import { describeChain } from './chain-tool.ts';
import type { FindOperation, Operation } from './contract.ts';
import { hintsOf } from './hints.ts';
import { inputSchema } from './input.ts';
import { onFirstCall } from './on-first-call.ts';
import { outputSchema } from './output.ts';

/** The operations of an integration, in the order of its files. What only a call needs is loaded and compiled on the first one. */
export function compileOperations(integration: Integration): Operation[] {
  const byMethod = new Map<string, Operation>();
  for (const method of integration.methods)
    byMethod.set(
      `${method.resource}.${method.name}`,
      compileOperation(integration, method, (name) => byMethod.get(name)),
    );
  const find: FindOperation = (name) => byMethod.get(name);
  const chains = integration.chains.map((chain) => describeChain(integration, chain, find));
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
    call: onFirstCall(async () => {
      const { compileCall } = await import('./method-call.ts');
      return compileCall(tool, shared, method, input, find);
    }),
  };
}
