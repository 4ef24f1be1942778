import type { JsonSchema } from '../json.ts';
import { confirmControls, writeControls } from '../schema/controls.ts';
import type { Chain, Integration } from '../schema/model.ts';
import { toolTitle } from '../tool-name.ts';
import type { FindOperation, Operation } from './contract.ts';
import type { ToolHints } from './hints.ts';
import { onFirstCall } from './on-first-call.ts';

/** A chain as an operation. */
export function describeChain(
  { name: integration, label }: Integration,
  chain: Chain,
  find: FindOperation,
): Operation {
  const { tool, resource, name, definition, tags } = chain;
  const hints = hintsOf(definition.steps.map(({ method }) => find(method)?.hints));
  const input = inputSchema(chain, hints);
  return {
    tool,
    integration,
    resource,
    method: name,
    title: definition.title ?? toolTitle(label, resource, name),
    description: definition.description,
    tags,
    inputSchema: input,
    outputSchema: { type: 'object' },
    hints,
    call: onFirstCall(async () => {
      const { compileChainCall } = await import('./chain.ts');
      return compileChainCall(chain, input, find);
    }),
  };
}

function inputSchema({ definition }: Chain, hints: ToolHints): JsonSchema {
  const controls = {
    ...(hints.readOnly ? {} : writeControls),
    ...(definition.confirm === undefined ? {} : confirmControls),
  };
  return {
    type: 'object',
    properties: { ...definition.parameters, ...controls },
    ...(definition.required && { required: definition.required }),
    additionalProperties: false,
  };
}

/** A chain is as careful as its most careless step. */
function hintsOf(steps: readonly (ToolHints | undefined)[]): ToolHints {
  const known = steps.filter((step) => step !== undefined);
  return {
    readOnly: known.every(({ readOnly }) => readOnly),
    destructive: known.some(({ destructive }) => destructive),
    idempotent: known.every(({ idempotent }) => idempotent),
    openWorld: known.some(({ openWorld }) => openWorld),
  };
}
