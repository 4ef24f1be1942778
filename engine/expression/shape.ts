import { isObject, type JsonSchema } from '../json.ts';

/** Where knowledge of a value comes from. */
export type Origin = 'arguments' | 'account' | 'steps' | 'result' | 'schema' | 'recorded' | 'expression';

/**
 * Whether a value is a list. JSONata gives what a path finds along a list as a list, but a single find bare: that value
 * `collapses`. One that went through a predicate may be meant to be single, so it is told apart as `filtered`.
 */
export type Arity = 'one' | 'list' | 'collapses' | 'filtered' | 'unknown';

/** What is known of a value before there is one. Lists are looked through, as paths do: the members are those of the elements. */
export interface Shape {
  arity: Arity;
  /** `undefined` where nothing is known of the members. */
  members?: ReadonlyMap<string, Shape>;
  /** Whether there are further members: surely not, not known to be, or quite possibly. */
  others: 'never' | 'maybe' | 'any';
  origin: Origin;
  /** Surely no object: a number, a text, a truth value, or a list of them. */
  isScalar?: true;
}

export const UNKNOWN: Shape = { arity: 'unknown', others: 'any', origin: 'expression' };
export const SCALAR: Shape = { arity: 'one', others: 'any', origin: 'expression', isScalar: true };

export const objectShape = (
  members: Iterable<readonly [string, Shape]>,
  origin: Origin,
  others: Shape['others'] = 'never',
): Shape => ({ arity: 'one', members: new Map(members), others, origin });

/** What a JSON Schema says of a value; `byDefault` holds where it does not say whether there are further members. */
export function schemaShape(schema: JsonSchema, origin: Origin, byDefault: Shape['others'] = 'maybe'): Shape {
  const own = ownShape(schema, origin, byDefault);
  const branches = [schema.anyOf, schema.oneOf, schema.allOf].flat().filter(isObject);
  const known = [own, ...branches.map((branch) => ownShape(branch, origin, byDefault))].filter(
    ({ members }) => members !== undefined,
  );
  return { ...known.reduce((all, one) => mergeShapes(all, one), known[0] ?? own), arity: own.arity };
}

function ownShape(schema: JsonSchema, origin: Origin, byDefault: Shape['others']): Shape {
  const { type, properties, additionalProperties: more, items } = schema;
  const isList = type === 'array';
  if (isList && isObject(items)) return { ...schemaShape(items, origin, byDefault), arity: 'list' };
  const arity = isList ? 'list' : typeof type === 'string' ? 'one' : 'unknown';
  if (!isObject(properties))
    return { arity, others: 'any', origin, ...(SCALARS.has(String(type)) && { isScalar: true }) };
  const members = Object.entries(properties).map(
    ([name, member]) => [name, schemaShape(member as JsonSchema, origin, byDefault)] as const,
  );
  const others = more === undefined ? byDefault : more === false ? 'never' : 'any';
  return { arity, members: new Map(members), others, origin };
}

const SCALARS = new Set(['string', 'number', 'integer', 'boolean']);

/** What values that were seen have in common; where none is an object with members, nothing is known. */
export function seenShape(values: readonly unknown[], others: Shape['others'] = 'never'): Shape {
  const there = values.filter((value) => value !== null && value !== undefined);
  const lists = there.filter(Array.isArray).length;
  const arity = lists === 0 ? 'one' : lists === there.length ? 'list' : 'unknown';
  const objects = there.flatMap((value) =>
    Array.isArray(value) ? value.flat(Number.POSITIVE_INFINITY) : value,
  );
  const seen = objects.filter(isObject).filter((value) => Object.keys(value).length > 0);
  if (there.length === 0) return { arity: 'unknown', others: 'any', origin: 'recorded' };
  const isScalar = objects.length > 0 && !objects.some(isObject);
  if (seen.length === 0) return { arity, others: 'any', origin: 'recorded', ...(isScalar && { isScalar }) };
  const byName = new Map<string, unknown[]>();
  for (const object of seen)
    for (const [name, member] of Object.entries(object))
      byName.set(name, [...(byName.get(name) ?? []), member]);
  const members = [...byName].map(([name, found]) => [name, seenShape(found, others)] as const);
  return { arity, members: new Map(members), others, origin: 'recorded' };
}

const LEAST: readonly Shape['others'][] = ['any', 'maybe', 'never'];

/** What is known of a value that is either of two. */
export function mergeShapes(a: Shape, b: Shape): Shape {
  if (a === b) return a;
  const arity = a.arity === b.arity ? a.arity : 'unknown';
  if (!a.members || !b.members) return { ...UNKNOWN, arity };
  const members = new Map(a.members);
  for (const [name, member] of b.members) {
    const other = members.get(name);
    members.set(name, other ? mergeShapes(other, member) : member);
  }
  const others = LEAST.find((level) => level === a.others || level === b.others) ?? 'any';
  return { arity, members, others, origin: a.origin };
}

/** The value of one element where the shape is that of a list. */
export const element = (shape: Shape): Shape => ({ ...shape, arity: 'one' });

/** The first path to a member of this name, `data.contacts`; `undefined` where there is none within three levels. */
export function pathTo(name: string, { members }: Shape, depth = 3): string | undefined {
  if (!members || depth === 0) return undefined;
  if (members.has(name)) return name;
  for (const [key, member] of members) {
    const below = pathTo(name, member, depth - 1);
    if (below !== undefined) return `${key}.${below}`;
  }
  return undefined;
}
