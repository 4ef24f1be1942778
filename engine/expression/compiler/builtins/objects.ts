import { setOwn } from '../../../json.ts';
import { append, createSequence, isRecord, isTrue, lookup, objectOf } from '../values.ts';
import type { BuiltIn } from './built-in.ts';
import { callWith } from './call-with.ts';

export const objects: Readonly<Record<string, BuiltIn>> = {
  keys: ([value]) => keysOf(value),
  lookup: ([value, key]) => lookup(value, key as string),
  spread: ([value]) => spread(value),
  merge([some]) {
    if (some === undefined) return undefined;
    return objectOf((some as object[]).flatMap((one) => Object.entries(one ?? {})));
  },
  each([object, callee], run) {
    const results = createSequence();
    for (const [key, value] of entriesOf(object)) {
      const result = callWith(callee, run, value, key, object);
      if (result !== undefined) results.push(result);
    }
    return results;
  },
  sift([object, callee], run) {
    const kept: Record<string, unknown> = {};
    for (const [key, value] of entriesOf(object))
      if (isTrue(callWith(callee, run, value, key, object))) setOwn(kept, key, value);
    return Object.keys(kept).length === 0 ? undefined : kept;
  },
};

const entriesOf = (object: unknown) =>
  Object.entries(typeof object === 'object' && object !== null ? object : {});

function keysOf(value: unknown): unknown[] {
  const names = createSequence();
  if (Array.isArray(value))
    append(names, Object.keys(objectOf(value.flatMap(keysOf).map((key) => [key as string, true]))));
  else if (isRecord(value)) append(names, Object.keys(value));
  return names;
}

/** An object for every member. */
function spread(value: unknown): unknown {
  const parts = createSequence();
  if (Array.isArray(value)) {
    for (const element of value) append(parts, spread(element));
    return parts;
  }
  if (!isRecord(value)) return value;
  for (const entry of Object.entries(value)) parts.push(objectOf([entry]));
  return parts;
}
