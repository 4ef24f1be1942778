import { setOwn } from '../../../json.ts';
import { callerOf } from '../functions.ts';
import type { Guards } from '../guards.ts';
import { append, createSequence, isRecord, isTrue, lookup, objectOf } from '../values.ts';
import type { BuiltIns } from './built-in.ts';

export const objects: BuiltIns = {
  keys: ({ guards }, value: unknown) => keysOf(value, guards),
  lookup: ({ guards }, value: unknown, key: string) => lookup(value, key, guards),
  spread: ({ guards }, value: unknown) => spread(value, guards),
  merge({ guards }, some: readonly object[] | undefined) {
    if (some === undefined) return undefined;
    const merged: Record<string, unknown> = {};
    for (const one of some)
      for (const [key, value] of entriesOf(one)) {
        guards.tick();
        setOwn(merged, key, value);
      }
    return merged;
  },
  each(run, object: unknown, callee: unknown) {
    const call = callerOf(callee, run);
    const results = createSequence();
    for (const [key, value] of entriesOf(object)) {
      const result = call(value, key, object);
      if (result !== undefined) results.push(result);
    }
    return results;
  },
  sift(run, object: unknown, callee: unknown) {
    const call = callerOf(callee, run);
    const kept: Record<string, unknown> = {};
    for (const [key, value] of entriesOf(object))
      if (isTrue(call(value, key, object), run.guards)) setOwn(kept, key, value);
    return Object.keys(kept).length === 0 ? undefined : kept;
  },
};

const entriesOf = (object: unknown) =>
  Object.entries(typeof object === 'object' && object !== null ? object : {});

function keysOf(value: unknown, guards: Guards): unknown[] {
  const found: Record<string, unknown> = {};
  collectKeys(value, found, guards);
  const names = createSequence();
  append(names, Object.keys(found));
  return names;
}

function collectKeys(value: unknown, into: Record<string, unknown>, guards: Guards): void {
  guards.tick();
  if (Array.isArray(value)) for (const one of value) collectKeys(one, into, guards);
  else if (isRecord(value))
    for (const key of Object.keys(value)) {
      guards.tick();
      setOwn(into, key, true);
    }
}

/** An object for every member; of a list, what its elements give together, which is a list even when that is one. */
function spread(value: unknown, guards: Guards): unknown {
  guards.tick();
  if (Array.isArray(value)) {
    const parts: unknown[] = [];
    let count = 0;
    for (const one of value) {
      const part = spread(one, guards);
      if (part === undefined) continue;
      parts.push(part);
      count += Array.isArray(part) ? part.length : 1;
      guards.size(count);
    }
    guards.hold(count);
    return parts.length === 0 ? createSequence() : parts.flat();
  }
  if (!isRecord(value)) return value;
  const parts = createSequence();
  for (const entry of Object.entries(value)) parts.push(objectOf([entry]));
  return parts;
}
