import type { Diagnostic } from '../../engine/diagnostic.ts';
import { isObject, type JsonSchema } from '../../engine/json.ts';
import { kindOf, type RawFile } from '../../engine/load/files.ts';
import { type FileKind, formatSchema } from '../../engine/schema/compose.ts';
import { resolveSchema } from '../../engine/schema/examples.ts';
import { type Path, parseSource, type Source } from '../../engine/yaml/source.ts';

const definitions = formatSchema.definitions as Record<string, JsonSchema>;
const propertiesOf = (schema: JsonSchema) => (schema.properties ?? {}) as Record<string, JsonSchema>;

/** Every key of the format: the schema of its value, and a way there to call it by. */
export function keysOfTheFormat(): Map<JsonSchema, string> {
  const keys = new Map<JsonSchema, string>();
  const seen = new Set<JsonSchema>();
  const walk = (given: JsonSchema, way: string): void => {
    const schema = resolveSchema(given);
    if (seen.has(schema)) return;
    seen.add(schema);
    for (const branch of branchesOf(schema)) walk(branch, way);
    // What tells branches apart is one key, however many branches there are.
    if (isObject(schema.discriminator)) keys.set(schema.discriminator, `${way}.type`);
    for (const [key, member] of Object.entries(propertiesOf(schema))) {
      if (key === 'type' && member.const !== undefined) continue;
      if (!keys.has(member)) keys.set(member, `${way}.${key}`);
      walk(member, `${way}.${key}`);
    }
    if (isObject(schema.items)) walk(schema.items, `${way}[]`);
    if (isObject(schema.additionalProperties)) walk(schema.additionalProperties, `${way}.*`);
  };
  for (const kind of ['integration_file', 'resource_file', 'sandbox_file', 'case_file'])
    walk(definitions[kind] ?? {}, kind);
  return keys;
}

const branchesOf = (schema: JsonSchema): JsonSchema[] => [
  ...((schema.oneOf ?? []) as JsonSchema[]),
  ...((schema.anyOf ?? []) as JsonSchema[]),
];

/** The keys of the format that the findings in these files are about. */
export function keysMeant(files: readonly RawFile[], diagnostics: readonly Diagnostic[]): Set<JsonSchema> {
  const meant = new Set<JsonSchema>();
  for (const { name, label, bytes } of files) {
    const kind = kindOf(name, files.length === 1);
    const source = parseSource(label, Buffer.from(bytes).toString());
    if (!kind || source.data === undefined) continue;
    const places = placesIn(source);
    for (const { line, column, message } of diagnostics.filter((one) => one.file === label)) {
      const path = places.get(`${line}:${column}`) ?? innermost(source, places, line, column);
      for (const names of namedBy(path, message)) {
        const key = keyAt(kind, source.data, names);
        if (key) meant.add(key);
      }
    }
  }
  return meant;
}

/** The path of everything in a file by `line:column` of its key or value; of two at one place the outer key. */
function placesIn(source: Source): Map<string, Path> {
  const places = new Map<string, Path>();
  const add = (path: Path, part: 'key' | 'value') => {
    const { line, column } = source.locate(path, part);
    if (!places.has(`${line}:${column}`)) places.set(`${line}:${column}`, path);
  };
  const walk = (value: unknown, path: Path): void => {
    if (path.length > 0) add(path, 'key');
    add(path, 'value');
    for (const [key, member] of isObject(value) || Array.isArray(value) ? Object.entries(value) : [])
      walk(member, [...path, key]);
  };
  walk(source.data, []);
  return places;
}

/** For a place within a text: the last thing that starts before it. */
function innermost(source: Source, places: ReadonlyMap<string, Path>, line: number, column: number): Path {
  let best: Path = [];
  let at = [0, 0];
  for (const path of places.values()) {
    const start = source.locate(path);
    const isBefore = start.line < line || (start.line === line && start.column <= column);
    const isLater = start.line > (at[0] ?? 0) || (start.line === at[0] && start.column >= (at[1] ?? 0));
    if (isBefore && isLater) [best, at] = [path, [start.line, start.column]];
  }
  return best;
}

/** The paths that a message is about: the missing members it names, the key that was meant, or just where it points. */
function namedBy(path: Path, message: string): Path[] {
  const lacking = / lacks (.*?)(?:, which|; one of)/.exec(message)?.[1];
  if (lacking !== undefined)
    return [...lacking.matchAll(/`([^`]+)`/g)].map((match) => [...path, match[1] ?? '']);
  const missing = /^`(\w+)` is missing/.exec(message)?.[1];
  if (missing !== undefined) return [[...path, missing]];
  const meant = /^unknown (?:key|argument).*did you mean `([^`]+)`/.exec(message)?.[1];
  return [meant === undefined ? path : [...path.slice(0, -1), meant]];
}

/** The schema of the last key of the format on a path through the data of a file. */
function keyAt(kind: FileKind, data: unknown, path: Path): JsonSchema | undefined {
  let schemas = expand(definitions[kind] ?? {}, data);
  let value = data;
  let key: JsonSchema | undefined;
  for (const step of path) {
    const isList = Array.isArray(value);
    value = isObject(value) || Array.isArray(value) ? (value as Record<string, unknown>)[step] : undefined;
    const property = schemas.map((schema) => propertiesOf(schema)[step]).find(Boolean);
    const member =
      property ??
      schemas
        .map(({ items, additionalProperties: more }) => (isList ? items : more))
        .find((one) => isObject(one));
    const tells = schemas.map(({ discriminator }) => discriminator).find(isObject);
    if (tells && step === 'type') key = tells;
    else if (property) key = property;
    schemas = isObject(member) ? expand(member, value) : [];
  }
  return key;
}

/** A schema and its alternatives; of those that have a `type` key, only the one that the value is meant for. */
function expand(given: JsonSchema, value: unknown): JsonSchema[] {
  const schema = resolveSchema(given);
  const branches = branchesOf(schema).map(resolveSchema);
  const named = branches.filter((branch) => {
    const type = propertiesOf(branch).type?.const;
    return type !== undefined && isObject(value) && value.type === type;
  });
  const isByType = branches.some((branch) => propertiesOf(branch).type?.const !== undefined);
  return [schema, ...(isByType ? named : branches)].flatMap((one) =>
    one === schema ? [one] : expand(one, value),
  );
}
