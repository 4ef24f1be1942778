import type { Operation } from './contract.ts';

/** Which tools a server offers; a tool must pass both lists, and a list that is absent lets everything pass. */
export interface ToolFilter {
  /** `read`, `write`, `custom`, or names of methods. `read` and `write` go by what a tool does, not by its name. */
  methods?: readonly string[] | undefined;
  tags?: readonly string[] | undefined;
}

const STANDARD = new Set(['list', 'get', 'create', 'update', 'delete']);

const GROUPS: Readonly<Record<string, (operation: Operation) => boolean>> = {
  read: ({ hints }) => hints.readOnly,
  write: ({ hints }) => !hints.readOnly,
  custom: ({ method }) => !STANDARD.has(method),
};

export function filterOperations<T extends Pick<Operation, 'method' | 'hints' | 'tags'>>(
  operations: readonly T[],
  { methods, tags }: ToolFilter,
): T[] {
  return operations.filter(
    (operation) =>
      (methods?.some(
        (name) => GROUPS[name]?.(operation as unknown as Operation) ?? operation.method === name,
      ) ??
        true) &&
      (tags?.some((tag) => operation.tags.includes(tag)) ?? true),
  );
}
