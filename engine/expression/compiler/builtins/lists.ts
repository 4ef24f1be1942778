import type { Guards } from '../guards.ts';
import { append, createSequence, deepEqual, isSequence } from '../values.ts';
import { borrowed } from './borrowed.ts';
import type { BuiltIn, BuiltIns } from './built-in.ts';

/** As the package does it, once there is room for the copy; unchecked, whatever has a length counts as a list. */
const copying =
  (name: string): BuiltIn =>
  (run, ...lists: unknown[]) => {
    for (const list of lists) run.guards.hold(lengthOf(list));
    return borrowed.get(name)?.work(run, ...lists);
  };

function lengthOf(list: unknown): number {
  if (typeof list !== 'object' || list === null) return 0;
  const { length } = list as { length?: unknown };
  return typeof length === 'number' ? length : 0;
}

export const lists: BuiltIns = {
  reverse: copying('reverse'),
  shuffle: copying('shuffle'),
  zip: copying('zip'),
  append({ guards }, first: unknown, second: unknown) {
    if (first === undefined) return second;
    if (second === undefined) return first;
    const both: unknown[] = [];
    append(both, first);
    append(both, second);
    guards.hold(both.length);
    return both;
  },
  distinct({ guards }, list: unknown) {
    if (!Array.isArray(list) || list.length <= 1) return list;
    const results = isSequence(list) ? createSequence() : [];
    const seen = new Set<unknown>();
    const objects = new Map<string, unknown[]>();
    for (const element of list) {
      guards.tick();
      if (
        typeof element === 'object' && element !== null
          ? isKnown(objects, element, guards)
          : seen.has(element)
      )
        continue;
      seen.add(element);
      results.push(element);
    }
    return results;
  },
};

/** Whether an equal one was seen; those that could be equal are kept together. */
function isKnown(objects: Map<string, unknown[]>, element: object, guards: Guards): boolean {
  const kind = fingerprint(element);
  const alike = objects.get(kind);
  if (alike?.some((one) => deepEqual(one, element, guards))) return true;
  if (alike) alike.push(element);
  else objects.set(kind, [element]);
  return false;
}

/** The same for equal objects, and mostly another for others: their members that are no objects, in order. */
function fingerprint(element: object): string {
  if (Array.isArray(element)) return `[${element.map(leaf).join()}`;
  const keys = Object.keys(element).sort();
  return `{${keys.map((key) => `${key}:${leaf((element as Record<string, unknown>)[key])}`).join()}`;
}

const leaf = (value: unknown): string =>
  typeof value === 'object' && value !== null ? '{}' : (JSON.stringify(value) ?? '');
