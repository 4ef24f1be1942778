import { canonical, isSame } from './change.ts';
import type { Effect } from './sides.ts';

/** How the values that fit change with a keyword; each side is `undefined` where the keyword is absent. */
type Compare = (before: unknown, after: unknown) => Effect;

/** A bound below which nothing fits. */
const lower: Compare = (before, after) =>
  bound(before, Number.NEGATIVE_INFINITY) < bound(after, Number.NEGATIVE_INFINITY) ? 'narrower' : 'wider';

/** A bound above which nothing fits. */
const upper: Compare = (before, after) =>
  bound(before, Number.POSITIVE_INFINITY) > bound(after, Number.POSITIVE_INFINITY) ? 'narrower' : 'wider';

const bound = (value: unknown, otherwise: number) => (typeof value === 'number' ? value : otherwise);

/** A rule of which only presence can be weighed. */
const rule =
  (changed: Effect): Compare =>
  (before, after) =>
    before === undefined ? 'narrower' : after === undefined ? 'wider' : changed;

const flag: Compare = (_, after) => (after === true ? 'narrower' : 'wider');

const multipleOf: Compare = (before, after) => {
  if (typeof before !== 'number' || typeof after !== 'number') return rule('another')(before, after);
  if (after % before === 0) return 'narrower';
  return before % after === 0 ? 'wider' : 'another';
};

/** Sets of which a value must be in one, by what they hold. */
function sets(before: ReadonlySet<string>, after: ReadonlySet<string>, apart: Effect): Effect {
  const loses = [...before].some((one) => !after.has(one));
  const gains = [...after].some((one) => !before.has(one));
  if (loses && gains) return apart;
  return loses ? 'narrower' : 'wider';
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);
const members = (value: unknown) => new Set(list(value).map(canonical));

const choice =
  (apart: Effect): Compare =>
  (before, after) =>
    before === undefined || after === undefined
      ? rule(apart)(before, after)
      : sets(members(before), members(after), apart);

const TYPES = ['array', 'boolean', 'integer', 'fraction', 'null', 'object', 'string'];

/** Every number is an integer or a fraction. */
const typesOf = (type: unknown) =>
  new Set(
    type === undefined
      ? TYPES
      : list(type).flatMap((one) => (one === 'number' ? ['integer', 'fraction'] : [one])),
  ) as ReadonlySet<string>;

/** All of several schemas must fit, so that more of them let less pass. */
const all: Compare = (before, after) => {
  const effect = sets(members(before ?? []), members(after ?? []), 'unclear');
  return effect === 'narrower' ? 'wider' : effect === 'wider' ? 'narrower' : effect;
};

/** How each keyword of JSON Schema, draft-07, that is about values is compared. */
const KEYWORDS: ReadonlyMap<string, Compare> = new Map<string, Compare>([
  ['type', (before, after) => sets(typesOf(before), typesOf(after), 'another')],
  ['enum', choice('another')],
  ['const', rule('another')],
  ['format', rule('another')],
  ['pattern', rule('unclear')],
  ['minimum', lower],
  ['exclusiveMinimum', lower],
  ['minLength', lower],
  ['minItems', lower],
  ['minProperties', lower],
  ['maximum', upper],
  ['exclusiveMaximum', upper],
  ['maxLength', upper],
  ['maxItems', upper],
  ['maxProperties', upper],
  ['multipleOf', multipleOf],
  ['uniqueItems', flag],
  ['anyOf', choice('unclear')],
  ['oneOf', choice('unclear')],
  ['allOf', all],
  ['not', rule('unclear')],
  ['default', () => 'default'],
  ['description', () => 'text'],
  ['title', () => 'label'],
  ['examples', () => 'text'],
]);

/** What a keyword's change does; `undefined` where it is the same on both sides. */
export function compareKeyword(keyword: string, before: unknown, after: unknown): Effect | undefined {
  if (isSame(before, after)) return undefined;
  return KEYWORDS.get(keyword)?.(before, after) ?? 'other';
}
