import { setOwn } from '../../../json.ts';
import { callerOf } from '../functions.ts';
import type { Guards } from '../guards.ts';
import { append, createSequence, isRecord, isTrue, lookup, objectOf } from '../values.ts';
import type { BuiltIns } from './built-in.ts';

export const objects: BuiltIns = {
  keys: ({ guards }, value: unknown) => keysOf(value, guards),
  lookup: ({ guards }, value: unknown, key: string) => lookup(value, key, guards),
  spread: ({ guards }, value: unknown) => spread(value, guards),
  merge(_, some: readonly object[] | undefined) {
    if (some === undefined) return undefined;
    return objectOf(some.flatMap(entriesOf));
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
  guards.tick();
  const names = createSequence();
  if (Array.isArray(value))
    append(
      names,
      Object.keys(objectOf(value.flatMap((one) => keysOf(one, guards)).map((key) => [key as string, true]))),
    );
  else if (isRecord(value)) append(names, Object.keys(value));
  return names;
}

/** An object for every member; of a list, what its elements give together, which is a list even when that is one. */
function spread(value: unknown, guards: Guards): unknown {
  guards.tick();
  if (Array.isArray(value)) {
    const parts = value.map((one) => spread(one, guards)).filter((part) => part !== undefined);
    return parts.length === 0 ? createSequence() : parts.flat();
  }
  if (!isRecord(value)) return value;
  const parts = createSequence();
  for (const entry of Object.entries(value)) parts.push(objectOf([entry]));
  return parts;
}
