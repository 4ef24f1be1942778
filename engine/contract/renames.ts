import { isObject } from '../json.ts';
import { nearest } from '../nearest.ts';
import { canonical } from './change.ts';

type Members = Readonly<Record<string, unknown>>;

/**
 * Members that are the same under another name, former name to new: of the same shape, and either described in the same
 * words or called almost the same.
 */
export function findRenames(before: Members, after: Members): Map<string, string> {
  const renames = new Map<string, string>();
  const fresh = new Set(Object.keys(after).filter((name) => !Object.hasOwn(before, name)));
  for (const [name, schema] of Object.entries(before)) {
    if (Object.hasOwn(after, name)) continue;
    const alike = [...fresh].filter((other) => shapeOf(after[other]) === shapeOf(schema));
    const described = descriptionOf(schema);
    const sameWords = alike.filter(
      (other) => described !== undefined && descriptionOf(after[other]) === described,
    );
    const match = sameWords.length === 1 ? sameWords[0] : nearest(name, alike);
    if (match === undefined) continue;
    renames.set(name, match);
    fresh.delete(match);
  }
  return renames;
}

const descriptionOf = (schema: unknown) => (isObject(schema) ? schema.description : undefined);

/** A schema without the words about it. */
function shapeOf(schema: unknown): string {
  if (!isObject(schema)) return canonical(schema);
  const { description: _, title: __, examples: ___, default: ____, ...shape } = schema;
  return canonical(shape);
}
