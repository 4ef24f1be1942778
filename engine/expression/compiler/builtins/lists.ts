import type { Guards } from '../guards.ts';
import { append, createSequence, deepEqual, isSequence } from '../values.ts';
import type { BuiltIns } from './built-in.ts';

export const lists: BuiltIns = {
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
