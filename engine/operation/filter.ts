import type { Operation } from './contract.ts';

/** Which tools a server offers; a tool must pass both lists, and a list that is absent lets everything pass. */
export interface ToolFilter {
  /** `read`, `write`, `custom`, or names of methods. `read` and `write` go by what a tool does, not by its name. */
  methods?: readonly string[] | undefined;
  tags?: readonly string[] | undefined;
}

type Filterable = Pick<Operation, 'method' | 'hints' | 'tags'>;

const STANDARD = new Set(['list', 'get', 'create', 'update', 'delete']);

/** A map, so that no method can be called like something that every object has. */
const GROUPS: ReadonlyMap<string, (operation: Filterable) => boolean> = new Map([
  ['read', ({ hints }: Filterable) => hints.readOnly],
  ['write', ({ hints }: Filterable) => !hints.readOnly],
  ['custom', ({ method }: Filterable) => !STANDARD.has(method)],
]);

export function filterOperations<T extends Filterable>(
  operations: readonly T[],
  { methods, tags }: ToolFilter,
): T[] {
  return operations.filter(
    (operation) =>
      (methods?.some((name) => GROUPS.get(name)?.(operation) ?? operation.method === name) ?? true) &&
      (tags?.some((tag) => operation.tags.includes(tag)) ?? true),
  );
}
