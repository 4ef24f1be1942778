import type { Integration } from '../engine/schema/model.ts';
import { UsageError } from './errors.ts';

/** Tools and prompts have names of their own kind, each of which a client must be able to tell apart. */
export function refuseClashes(integrations: readonly Integration[]): void {
  const clash = findClash(integrations);
  if (clash !== undefined) throw new UsageError(clash);
}

/** What two integrations both make, in a sentence. */
export function findClash(integrations: readonly Integration[]): string | undefined {
  const owner = new Map<string, string>();
  for (const { name, methods, chains, definition } of integrations) {
    const tools = [...methods, ...chains].map(({ tool }) => `tool \`${tool}\``);
    const prompts = Object.keys(definition.prompts ?? {}).map((prompt) => `prompt \`${prompt}\``);
    for (const made of [...tools, ...prompts]) {
      const other = owner.get(made);
      if (other !== undefined) return `\`${other}\` and \`${name}\` both make the ${made}; serve them apart.`;
      owner.set(made, name);
    }
  }
  return undefined;
}
