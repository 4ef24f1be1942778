import type { Tool } from '@modelcontextprotocol/server';
import { isObject, type JsonSchema } from '../json.ts';
import type { Operation } from '../operation/contract.ts';

/** An operation as `tools/list` shows it. */
export function toTool({ tool, title, description, inputSchema, outputSchema, hints }: Operation): Tool {
  return {
    name: tool,
    title,
    description,
    inputSchema: inputSchema as Tool['inputSchema'],
    ...(saysSomething(outputSchema) && { outputSchema: outputSchema as NonNullable<Tool['outputSchema']> }),
    annotations: {
      title,
      readOnlyHint: hints.readOnly,
      destructiveHint: hints.destructive,
      idempotentHint: hints.idempotent,
      openWorldHint: hints.openWorld,
    },
  };
}

/** A schema that lets every object pass is only bytes. */
const saysSomething = ({ properties }: JsonSchema): boolean =>
  isObject(properties) && Object.keys(properties).length > 0;
