import { isObject, type JsonSchema } from '../../engine/json.ts';
import type { SiteTool } from './site.ts';

/** A call of a tool, and what came of it, as a case has them. */
export interface Example {
  /** Name of the case. */
  name: string | undefined;
  /** `undefined` when no case shows a call; the arguments then are stand-ins. */
  result: Record<string, unknown> | undefined;
  arguments: Readonly<Record<string, unknown>>;
}

const HIDDEN = '••••••';
const CONDITION = /^\s*\{\{[\s\S]*\}\}\s*$/;

/** The first call that succeeds among the cases of a tool; else one with stand-ins for what must be given. */
export function exampleOf({ operation, cases }: SiteTool): Example {
  const { properties = {}, required = [] } = operation.inputSchema;
  const schemas = properties as Record<string, JsonSchema>;
  const shown = cases.find(({ definition }) => definition.result !== undefined);
  if (shown) {
    const { name, arguments: given = {}, result } = shown.definition;
    return { name, arguments: masked(given, schemas), result: withoutConditions(result) as never };
  }
  const needed = (required as string[]).map((key) => [key, standIn(schemas[key] ?? {})]);
  return { name: undefined, arguments: Object.fromEntries(needed), result: undefined };
}

/** What differs from one run to the next stands in a case as a condition. */
function withoutConditions(value: unknown): unknown {
  if (typeof value === 'string') return CONDITION.test(value) ? '…' : value;
  if (Array.isArray(value)) return value.map(withoutConditions);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withoutConditions(member)]));
}

const masked = (given: object, schemas: Readonly<Record<string, JsonSchema>>) =>
  Object.fromEntries(
    Object.entries(given).map(([key, value]) => [key, schemas[key]?.writeOnly === true ? HIDDEN : value]),
  );

function standIn({ examples, default: byDefault, enum: values, const: only, type }: JsonSchema): unknown {
  const [first] = [...list(examples), byDefault, only, ...list(values)].filter(
    (value) => value !== undefined,
  );
  if (first !== undefined) return first;
  const kind = [type].flat()[0];
  if (kind === 'integer' || kind === 'number') return 1;
  if (kind === 'boolean') return true;
  if (kind === 'array') return [];
  return kind === 'object' ? {} : '…';
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** The call as it is typed in a shell: pairs where all values are plain, else one JSON object. */
export function commandOf({ operation }: SiteTool, { arguments: given }: Example): string {
  const schemas = (operation.inputSchema.properties ?? {}) as Record<string, JsonSchema>;
  const pairs = Object.entries(given).map(([key, value]) => pairOf(key, value, schemas[key]?.type));
  const words = pairs.every((pair) => pair !== undefined)
    ? pairs.map(quoted)
    : [quoted(JSON.stringify(given, null, 2))];
  return ['ymcp call', operation.tool, ...words].join(' ');
}

/** `key=value`, where the command line reads it back as the same value. */
function pairOf(key: string, value: unknown, type: unknown): string | undefined {
  const isText = type === undefined || [type].flat().includes('string');
  if (typeof value === 'string') return isText ? `${key}=${value}` : undefined;
  const isPlain = typeof value === 'number' || typeof value === 'boolean';
  return isPlain && !isText ? `${key}=${value}` : undefined;
}

/** A word of a POSIX shell. */
const quoted = (word: string) =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
