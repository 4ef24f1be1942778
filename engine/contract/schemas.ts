import { isObject, type JsonSchema } from '../json.ts';
import { type Change, change, isSame, type Values } from './change.ts';
import { compareKeyword } from './keywords.ts';
import { findRenames } from './renames.ts';
import type { Effect, Side } from './sides.ts';

/** Where a schema stands, and who gives its values. */
interface Spot {
  path: string;
  side: Side;
}

/** The keywords that hold schemas, which are compared by what is in them. */
const NESTED = new Set(['properties', 'required', 'items', 'additionalProperties']);

/** Every difference between two schemas, nested ones too. A schema that is absent lets everything pass. */
export function compareSchemas(before: unknown, after: unknown, path: string, side: Side): Change[] {
  if (isSame(before, after)) return [];
  const [was, is] = [schemaOf(before), schemaOf(after)];
  const spot = { path, side };
  const keywords = Object.keys({ ...was, ...is }).filter((keyword) => !NESTED.has(keyword));
  return [
    ...keywords.flatMap((keyword) => keywordChanges(keyword, was[keyword], is[keyword], spot)),
    ...memberChanges(was, is, spot),
    ...openness(was.additionalProperties, is.additionalProperties, spot),
    ...itemChanges(was.items, is.items, spot),
  ];
}

const schemaOf = (schema: unknown): JsonSchema =>
  isObject(schema) ? schema : schema === false ? { not: {} } : {};

const effectOn = ({ path, side }: Spot, effect: Effect, what: string, values?: Values): Change =>
  change(path, what, side.verdicts[effect], values);

const WORDS: Partial<Record<Effect, string>> = { narrower: 'lets less pass', wider: 'lets more pass' };

function keywordChanges(keyword: string, before: unknown, after: unknown, spot: Spot): Change[] {
  const effect = compareKeyword(keyword, before, after);
  if (effect === undefined) return [];
  const verdict = spot.side.keywords[keyword] ?? spot.side.verdicts[effect];
  const happened = before === undefined ? 'is new' : after === undefined ? 'is gone' : 'is another';
  const what = `\`${keyword}\` ${WORDS[effect] ?? happened}`;
  return [change(spot.path, what, verdict, { before, after })];
}

function itemChanges(before: unknown, after: unknown, { path, side }: Spot): Change[] {
  if (!Array.isArray(before) && !Array.isArray(after))
    return compareSchemas(before, after, `${path}[]`, side);
  return isSame(before, after)
    ? []
    : [effectOn({ path, side }, 'unclear', '`items` is another', { before, after })];
}

/** Whether an object may have members that it does not list, and which. */
function openness(before: unknown = true, after: unknown = true, spot: Spot): Change[] {
  const values = { before, after };
  const what = (effect: 'narrower' | 'wider') => `\`additionalProperties\` ${WORDS[effect]}`;
  if (isSame(before, after)) return [];
  if (before === false) return [effectOn(spot, 'wider', what('wider'), values)];
  if (after === false) return [effectOn(spot, 'narrower', what('narrower'), values)];
  return compareSchemas(before, after, `${spot.path}.*`, spot.side);
}

function memberChanges(was: JsonSchema, is: JsonSchema, spot: Spot): Change[] {
  const [before, after] = [propertiesOf(was), propertiesOf(is)];
  const [needed, needs] = [requiredOf(was), requiredOf(is)];
  const renames = findRenames(before, after);
  const kept = Object.keys(before).filter((name) => Object.hasOwn(after, name));
  const gone = Object.keys(before).filter((name) => !kept.includes(name) && !renames.has(name));
  const renamedTo = new Set(renames.values());
  const fresh = Object.keys(after).filter((name) => !kept.includes(name) && !renamedTo.has(name));
  const at = (name: string): Spot => ({ path: `${spot.path}.${name}`, side: spot.side });
  const { member } = spot.side;
  const isClosed = is.additionalProperties === false;

  const pairs = [...kept.map((name) => [name, name] as const), ...renames];
  return [
    ...gone.map((name) => effectOn(at(name), isClosed ? 'removed' : 'unlisted', `the ${member} is gone`)),
    ...[...renames].map(([name, other]) =>
      effectOn(at(name), 'renamed', `the ${member} is called \`${other}\` now`),
    ),
    ...fresh.map((name) => {
      const isNeeded = needs.has(name) && defaultOf(after[name]) === undefined;
      return effectOn(
        at(name),
        isNeeded ? 'added_required' : 'added',
        `the ${member} is new${isNeeded ? ' and required' : ''}`,
      );
    }),
    ...pairs.flatMap(([name, other]) => [
      ...necessity(needed.has(name), needs.has(other), after[other], at(other), member),
      ...compareSchemas(before[name], after[other], at(other).path, spot.side),
    ]),
    ...unlistedRequired(needed, needs, { ...before, ...after }, spot),
  ];
}

/** A member that is required although no property says what it is. */
const unlistedRequired = (
  needed: ReadonlySet<string>,
  needs: ReadonlySet<string>,
  listed: Readonly<Record<string, unknown>>,
  spot: Spot,
): Change[] =>
  [...new Set([...needed, ...needs])]
    .filter((name) => !Object.hasOwn(listed, name))
    .flatMap((name) =>
      necessity(
        needed.has(name),
        needs.has(name),
        undefined,
        { ...spot, path: `${spot.path}.${name}` },
        spot.side.member,
      ),
    );

/** A default stands in for a member that is left out, which is then as good as optional. */
function necessity(was: boolean, is: boolean, schema: unknown, spot: Spot, member: string): Change[] {
  if (was === is) return [];
  if (!is) return [effectOn(spot, 'optional', `the ${member} may be left out now`)];
  const effect = defaultOf(schema) === undefined ? 'required' : 'added';
  return [effectOn(spot, effect, `the ${member} is required now`)];
}

const propertiesOf = ({ properties }: JsonSchema) => (isObject(properties) ? properties : {});
const requiredOf = ({ required }: JsonSchema) =>
  new Set(Array.isArray(required) ? (required as string[]) : []);
const defaultOf = (schema: unknown) => (isObject(schema) ? schema.default : undefined);
