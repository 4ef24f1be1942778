import { type Bindings, compileExpression } from '../expression/expression.ts';
import { compileMapping } from '../expression/mapping.ts';
import { isObject, setOwn } from '../json.ts';
import type { ResponseDefinition } from '../types.ts';

/** Maps one upstream item to what the model sees; a promise only where an expression is interpreted. */
export type MapItem = (item: unknown, bindings: Bindings) => unknown;

/** Compiles `response.item`, in any of its three forms; without one, items pass as they are. */
export function compileItem(item: ResponseDefinition['item']): MapItem {
  if (item === undefined) return (value) => value;
  if (typeof item === 'string') {
    const expression = compileExpression(item);
    return (value, bindings) => expression.evaluate(value, bindings);
  }
  return Array.isArray(item) ? pickFields(item) : mapFields(item);
}

/** Keeps these members of an item. */
export function pickFields(names: readonly string[]): MapItem {
  return (value) => {
    if (!isObject(value)) return value;
    const picked = {};
    for (const name of names) if (Object.hasOwn(value, name)) setOwn(picked, name, value[name]);
    return picked;
  };
}

function mapFields(fields: Exclude<ResponseDefinition['item'], string | string[] | undefined>): MapItem {
  const sources = Object.entries(fields).map(([name, field]) => {
    return [name, typeof field === 'string' ? field : field.value] as const;
  });
  return compileMapping(Object.fromEntries(sources));
}
