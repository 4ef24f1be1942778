import type { ErrorObject } from 'ajv';
import { VERBS } from '../http/request-line.ts';
import { isObject } from '../json.ts';
import { nearest, suggest, surest } from '../nearest.ts';
import { isPlainWord } from '../yaml/plain-word.ts';
import { formatSchema } from './compose.ts';

/** One way in which data does not fit its schema, in words. */
export interface Problem {
  /** JSON pointer of the offending value. */
  pointer: string;
  /** Whether the finding is about the key rather than about its value. */
  atKey: boolean;
  message: string;
  /** Which characters of the string at `pointer` are meant, when not all of it. */
  offset?: number;
  length?: number;
  /** What could safely be written in place of what is meant. */
  replacement?: string;
}

/** What data is called in messages: a file's mapping has keys, a call has arguments. */
export interface Words {
  /** The data as a whole. */
  whole: string;
  /** A member of it. */
  member: string;
}

const FILE_WORDS: Words = { whole: 'the file', member: 'key' };

type Explain = (error: ErrorObject, name: string, words: Words) => Partial<Problem> & { message: string };

const list = (values: readonly unknown[]) => values.map((value) => `\`${String(value)}\``).join(', ');
const show = (value: unknown) => {
  const text = JSON.stringify(value) ?? 'undefined';
  return `\`${text.length > 60 ? `${text.slice(0, 57)}...` : text}\``;
};
const typeOf = (value: unknown) =>
  value === null
    ? 'null'
    : Array.isArray(value)
      ? 'a list'
      : isObject(value)
        ? 'a mapping'
        : `a ${typeof value}`;
const describe = (value: unknown) => (typeof value === 'string' ? show(value) : typeOf(value));
const TYPE_NAMES: Readonly<Record<string, string>> = {
  object: 'a mapping',
  array: 'a list',
  integer: 'an integer',
};
const typeName = (type: string) => TYPE_NAMES[type] ?? `a ${type}`;
const keysOf = (error: ErrorObject) => Object.keys((error.parentSchema?.properties ?? {}) as object);
/** A replacement when there is one. */
const fixed = (replacement: string | undefined) =>
  replacement !== undefined && isPlainWord(replacement) ? { replacement } : {};
const child = (error: ErrorObject, key: string) =>
  `${error.instancePath}/${key.replace(/~/g, '~0').replace(/\//g, '~1')}`;

const EXPLAIN: Readonly<Record<string, Explain>> = {
  additionalProperties(error, _, { member }) {
    const key = String(error.params.additionalProperty);
    const match = surest(key, keysOf(error));
    return {
      ...fixed(match !== undefined && Object.hasOwn(error.data as object, match) ? undefined : match),
      pointer: child(error, key),
      atKey: true,
      message: `unknown ${error.instancePath === '' ? member : 'key'} \`${key}\`; ${suggest(key, keysOf(error))}`,
    };
  },
  required(error, name) {
    const keys = error.params.missingProperty as string | string[];
    return {
      atKey: true,
      message: `${name} lacks ${list([keys].flat())}, which ${Array.isArray(keys) ? 'are' : 'is'} required.`,
    };
  },
  type(error, name) {
    const types = [error.params.type].flat() as string[];
    const replacement = types.length === 1 ? converted(error.data, String(types[0]), error) : undefined;
    return {
      ...(replacement !== undefined && { replacement }),
      message: `${name} is ${typeOf(error.data)}; expected ${types.map(typeName).join(' or ')}.`,
    };
  },
  enum(error, name) {
    const allowed = (error.params.allowedValues as unknown[]).map(String);
    return {
      ...fixed(typeof error.data === 'string' ? surest(error.data, allowed) : undefined),
      message: `${name} is ${show(error.data)}; ${suggest(String(error.data), allowed)}`,
    };
  },
  const: (error, name) => ({
    ...(error.data === String(error.params.allowedValue) && { replacement: error.data }),
    message: `${name} is ${show(error.data)}; expected ${show(error.params.allowedValue)}.`,
  }),
  discriminator(error) {
    const tag = String(error.params.tag);
    const types = branchesOf(error).map((branch) => String(branch.properties?.[tag]?.const));
    const found = error.params.tagValue;
    if (found === undefined)
      return { atKey: true, message: `\`${tag}\` is missing; expected one of ${list(types)}.` };
    return {
      ...fixed(surest(String(found), types)),
      pointer: child(error, tag),
      message: `\`${tag}\` is ${show(found)}; ${suggest(String(found), types)}`,
    };
  },
  oneOf: alternative,
  anyOf: alternative,
  pattern: (error, name) => ({
    ...verbFix(String(error.params.pattern), String(error.data)),
    message: `${name} is ${show(error.data)}; ${patternAdvice(String(error.params.pattern), String(error.data))}`,
  }),
  propertyNames: (error) => ({
    pointer: child(error, String(error.params.propertyName)),
    atKey: true,
    message: `the name \`${error.params.propertyName}\` does not fit; ${patternAdvice(namePattern(error))}`,
  }),
  format: (error, name) => ({
    message: `${name} is ${show(error.data)}; expected ${/^[aeiou]/.test(error.params.format) ? 'an' : 'a'} ${error.params.format}.`,
  }),
  minimum: (error, name) => ({
    message: `${name} is ${show(error.data)}; expected at least ${error.params.limit}.`,
  }),
  exclusiveMinimum: (error, name) => ({
    message: `${name} is ${show(error.data)}; expected more than ${error.params.limit}.`,
  }),
  maximum: (error, name) => ({
    message: `${name} is ${show(error.data)}; expected at most ${error.params.limit}.`,
  }),
  minLength: (error, name) => ({
    message: `${name} has ${String(error.data).length} characters; expected at least ${error.params.limit}.`,
  }),
  maxLength: (error, name) => ({
    message: `${name} has ${String(error.data).length} characters; expected at most ${error.params.limit}.`,
  }),
  minItems: (error, name) => ({
    message: `${name} has ${(error.data as unknown[]).length} elements; expected at least ${error.params.limit}.`,
  }),
  maxItems: (error, name) => ({
    message: `${name} has ${(error.data as unknown[]).length} elements; expected at most ${error.params.limit}.`,
  }),
  minProperties: (error, name) => ({
    message: `${name} is empty; expected at least ${error.params.limit} member${error.params.limit === 1 ? '' : 's'}.`,
  }),
  uniqueItems: (error, name) => ({
    message: `${name} holds the same element twice (positions ${error.params.j} and ${error.params.i}).`,
  }),
};

/** What the patterns of the format ask for, in words. */
const PATTERN_ADVICE: readonly (readonly [start: string, advice: string])[] = [
  ['^(GET|HEAD|POST|PUT|PATCH|DELETE) /[', 'a verb and a path without query, such as `GET /lists/{id}`'],
  ['^(GET|HEAD|POST|PUT|PATCH|DELETE) /', 'a verb and a path, such as `POST /lists/{id}/clean/`'],
  ['^(GET|', 'a verb and a path or URL, such as `POST /login/`'],
  ['^https?', 'a URL that starts with `https://` or `http://`'],
  ['^(https?', 'a URL that starts with `https://`, or a placeholder'],
  ['^[a-z][a-z0-9_]*\\.', '`resource.method`, such as `lists.get`'],
  ['^[a-z][a-z0-9_-]*', 'lower-case letters, digits, hyphens and underscores, starting with a letter'],
  ['^[a-z0-9][a-z0-9_-]*', 'lower-case letters, digits, hyphens and underscores'],
  ['^[a-z]+', 'lower-case letters'],
  ['^[a-z]', 'lower-case letters, digits and underscores, starting with a letter'],
  ['^[A-Z]', 'capital letters, digits and underscores, starting with a letter'],
  ['^[A-Za-z_]', 'letters, digits and underscores, not starting with a digit'],
  ['^[A-Za-z][', 'letters, digits and hyphens, starting with a letter'],
  ['^[a-zA-Z0-9_-]', 'letters, digits, hyphens and underscores'],
];

/** What is commonly written in place of the request line of a method. */
const REQUEST_SLIPS: readonly (readonly [slip: RegExp, advice: string])[] = [
  [/^\S+ https?:/, 'give only the path, as `base_url` holds what comes before it.'],
  [/^[A-Z]+ \/[^?]*\?/, 'move what follows `?` to `parameters:` or `query:`.'],
  [/^[A-Z]+ \/\S*#/, 'remove what follows `#`.'],
  [/^\S+ \/\S*\s/, 'remove the spaces from the path.'],
  [/^\S+ \//, `expected one of ${list(VERBS)} before the path.`],
];

/** A verb in small letters. */
function verbFix(pattern: string, text: string): Partial<Problem> {
  const verb = /^[a-z]+(?= )/.exec(text)?.[0] ?? '';
  const isVerb = pattern.startsWith('^(GET|') && (VERBS as readonly string[]).includes(verb.toUpperCase());
  return isVerb ? { offset: 0, length: verb.length, replacement: verb.toUpperCase() } : {};
}

/** The value as the type that was expected, where it is one but for how it is written: `"5"`, or one word for a list. */
function converted(value: unknown, type: string, { parentSchema }: ErrorObject): string | undefined {
  if (typeof value !== 'string') return undefined;
  const isItem = (parentSchema?.items as Branch | undefined)?.type === 'string';
  if (type === 'array') return isItem && isPlainWord(value) ? `[${value}]` : undefined;
  const form = LITERALS[type];
  return form?.test(value) ? value : undefined;
}

const LITERALS: Readonly<Record<string, RegExp>> = {
  integer: /^-?(0|[1-9]\d{0,14})$/,
  number: /^-?(0|[1-9]\d{0,14})$/,
  boolean: /^(true|false)$/,
};

function patternAdvice(pattern: string, text = ''): string {
  const isRequest = pattern.startsWith(PATTERN_ADVICE[0]?.[0] ?? '');
  const slip = isRequest && REQUEST_SLIPS.find(([slip]) => slip.test(text))?.[1];
  const advice = PATTERN_ADVICE.find(([start]) => pattern.startsWith(start))?.[1];
  return slip || (advice === undefined ? `it must match \`${pattern}\`.` : `expected ${advice}.`);
}

/** The pattern for the names of a mapping, which may stand in a definition of its own. */
function namePattern({ parentSchema }: ErrorObject): string {
  const { pattern, $ref } = (parentSchema?.propertyNames ?? {}) as { pattern?: string; $ref?: string };
  const definitions = formatSchema.definitions as Record<string, { pattern?: string }>;
  return pattern ?? definitions[$ref?.split('/').pop() ?? '']?.pattern ?? '';
}

/** Turns Ajv's errors into one sentence per mistake; of the alternatives of a `oneOf` only the one that was meant counts. */
export function explain(errors: readonly ErrorObject[], words = FILE_WORDS): Problem[] {
  const problems = withoutNoise(errors).map((error): Problem => {
    const name = nameOf(error.instancePath) ?? words.whole;
    const explained = EXPLAIN[error.keyword]?.(error, name, words) ?? {
      message: `${name} ${error.message ?? 'is not valid'}.`,
    };
    return { pointer: error.instancePath, atKey: false, ...explained };
  });
  const said = new Map(problems.map((problem) => [`${problem.pointer}\n${problem.message}`, problem]));
  return [...said.values()];
}

function nameOf(pointer: string): string | undefined {
  const last = pointer.split('/').pop()?.replace(/~1/g, '/').replace(/~0/g, '~') ?? '';
  if (last === '') return undefined;
  return /^\d+$/.test(last) ? `element ${last}` : `\`${last}\``;
}

/** Of the branches of a `oneOf` or `anyOf`, those that the value's type rules out say nothing worth reading. */
function withoutNoise(errors: readonly ErrorObject[]): ErrorObject[] {
  const kept = new Set(errors.filter((error) => error.keyword !== 'if' && !isNameDetail(error)));
  const groups = errors.filter(({ keyword }) => keyword === 'oneOf' || keyword === 'anyOf');
  const below = errorsBelow(
    errors,
    groups.map(({ instancePath }) => instancePath),
  );
  for (const group of groups) {
    const branches = branchesOf(group);
    const inside = (below.get(group.instancePath) ?? []).filter(
      (error) => error !== group && kept.has(error),
    );
    const ruledOut = inside.filter(
      ({ keyword, instancePath, parentSchema }) =>
        keyword === 'type' &&
        instancePath === group.instancePath &&
        branches.includes(parentSchema as Branch),
    );
    for (const error of ruledOut) kept.delete(error);
    const lacking = inside.filter(
      ({ keyword, parentSchema }) => keyword === 'required' && branches.includes(parentSchema as Branch),
    );
    if (lacking.length === inside.length && lacking.length > 1)
      for (const error of lacking) kept.delete(error);
    else if (inside.length > ruledOut.length) kept.delete(group);
  }
  const misspelled = misspelledMembers(errors);
  const isMisspelled = ({ keyword, instancePath, params }: ErrorObject) =>
    keyword === 'required' && misspelled.has(`${instancePath}\n${params.missingProperty}`);
  return joinMissing([...kept].filter((error) => !isMisspelled(error)));
}

/** For each of these places, the errors at it and below. */
function errorsBelow(
  errors: readonly ErrorObject[],
  places: readonly string[],
): ReadonlyMap<string, readonly ErrorObject[]> {
  const below = new Map<string, ErrorObject[]>(places.map((place) => [place, []]));
  for (const error of errors) {
    for (let path = error.instancePath; ; path = path.slice(0, path.lastIndexOf('/'))) {
      below.get(path)?.push(error);
      if (path === '') break;
    }
  }
  return below;
}

/** Members that are missing because their key is misspelled, which is reported at that key. */
function misspelledMembers(errors: readonly ErrorObject[]): ReadonlySet<string> {
  return new Set(
    errors
      .filter(({ keyword }) => keyword === 'additionalProperties')
      .map((error) => {
        const meant = nearest(String(error.params.additionalProperty), keysOf(error));
        return `${error.instancePath}\n${meant}`;
      }),
  );
}

/** One mistake per mapping, however many of its members are missing. */
function joinMissing(errors: readonly ErrorObject[]): ErrorObject[] {
  const joined: ErrorObject[] = [];
  const first = new Map<string, ErrorObject>();
  for (const error of errors) {
    const earlier = error.keyword === 'required' ? first.get(error.instancePath) : undefined;
    if (earlier) {
      earlier.params.missingProperty = [earlier.params.missingProperty, error.params.missingProperty].flat();
      continue;
    }
    const copy = { ...error, params: { ...error.params } };
    if (error.keyword === 'required') first.set(error.instancePath, copy);
    joined.push(copy);
  }
  return joined;
}

interface Branch {
  $ref?: string;
  type?: string;
  enum?: unknown[];
  required?: string[];
  properties?: Record<string, { const?: unknown }>;
}

function branchesOf({ parentSchema, keyword }: ErrorObject): Branch[] {
  const branches = (parentSchema?.[keyword === 'anyOf' ? 'anyOf' : 'oneOf'] ?? []) as Branch[];
  const definitions = formatSchema.definitions as Record<string, Branch>;
  return branches.map((branch) => definitions[branch.$ref?.split('/').pop() ?? ''] ?? branch);
}

function alternative(error: ErrorObject, name: string) {
  const needs = branchesOf(error).map(({ required = [] }) =>
    required.map((key) => `\`${key}\``).join(' and '),
  );
  if (needs.every((need) => need !== ''))
    return { message: `${name} lacks ${needs.join(' or ')}; one of them is required.` };
  return { message: `${name} is ${describe(error.data)}; expected ${alternatives(error)}.` };
}

/** What a value that fits no branch could have been: `a string or a mapping`. */
function alternatives(error: ErrorObject): string {
  const kinds = branchesOf(error).map((branch) =>
    branch.enum ? `one of ${list(branch.enum)}` : typeName(branch.type ?? 'object'),
  );
  return [...new Set(kinds)].join(' or ');
}

/** Ajv reports both that a name is wrong and why; the first suffices. */
const isNameDetail = (error: ErrorObject): boolean =>
  'propertyName' in error && error.keyword !== 'propertyNames';
