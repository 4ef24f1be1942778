import type { Contract, ContractTool } from './contract.ts';

/** What a committed contract no longer says of an integration, a sentence each; nothing while it holds. */
export function staleParts(committed: Contract, current: Contract): string[] {
  const before = new Map(committed.tools.map((tool) => [tool.name, tool]));
  const after = new Map(current.tools.map((tool) => [tool.name, tool]));
  const sentences: string[] = [];
  for (const name of before.keys()) if (!after.has(name)) sentences.push(`the tool \`${name}\` is gone`);
  for (const [name, tool] of after) {
    const earlier = before.get(name);
    const parts = earlier === undefined ? [] : changedKeys(earlier, tool);
    if (earlier === undefined) sentences.push(`the tool \`${name}\` is new`);
    if (parts.length > 0) sentences.push(`the tool \`${name}\` has another ${parts.join(', ')}`);
  }
  for (const part of ['instructions', 'account', 'prompts'] as const)
    if (!isSame(committed[part], current[part])) sentences.push(`\`${part}\` has changed`);
  return sentences;
}

const changedKeys = (before: ContractTool, after: ContractTool): string[] =>
  (Object.keys({ ...before, ...after }) as (keyof ContractTool)[]).filter(
    (key) => !isSame(before[key], after[key]),
  );

/** Both come from the same code, so the order of keys is the same too. */
const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
