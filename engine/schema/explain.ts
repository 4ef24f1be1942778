import type { ErrorObject } from 'ajv';
import { VERBS } from '../http/request-line.ts';
import { isObject } from '../json.ts';
import { nearest, suggest } from '../nearest.ts';
import { formatSchema } from './compose.ts';

/** One way in which data does not fit its schema, in words. */
export interface Problem {
  /** JSON pointer of the offending value. */
  pointer: string;
  /** Whether the finding is about the key rather than about its value. */
  atKey: boolean;
  message: string;
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
const child = (error: ErrorObject, key: string) =>
  `${error.instancePath}/${key.replace(/~/g, '~0').replace(/\//g, '~1')}`;

const EXPLAIN: Readonly<Record<string, Explain>> = {
  additionalProperties(error, _, { member }) {
    const key = String(error.params.additionalProperty);
    return {
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
    return { message: `${name} is ${typeOf(error.data)}; expected ${types.map(typeName).join(' or ')}.` };
  },
  enum(error, name) {
    const allowed = error.params.allowedValues as unknown[];
    return { message: `${name} is ${show(error.data)}; ${suggest(String(error.data), allowed.map(String))}` };
  },
  const: (error, name) => ({
    message: `${name} is ${show(error.data)}; expected ${show(error.params.allowedValue)}.`,
  }),
  discriminator(error) {
    const tag = String(error.params.tag);
    const types = branchesOf(error).map((branch) => String(branch.properties?.[tag]?.const));
    const found = error.params.tagValue;
    if (found === undefined)
      return { atKey: true, message: `\`${tag}\` is missing; expected one of ${list(types)}.` };
    return {
      pointer: child(error, tag),
      message: `\`${tag}\` is ${show(found)}; ${suggest(String(found), types)}`,
    };
  },
  oneOf: alternative,
  anyOf: alternative,
  pattern: (error, name) => ({
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
  return problems.filter(
    ({ pointer, message }, index) =>
      problems.findIndex((other) => other.pointer === pointer && other.message === message) === index,
  );
}

function nameOf(pointer: string): string | undefined {
  const last = pointer.split('/').pop()?.replace(/~1/g, '/').replace(/~0/g, '~') ?? '';
  if (last === '') return undefined;
  return /^\d+$/.test(last) ? `element ${last}` : `\`${last}\``;
}

/** Of the branches of a `oneOf` or `anyOf`, those that the value's type rules out say nothing worth reading. */
function withoutNoise(errors: readonly ErrorObject[]): ErrorObject[] {
  const kept = new Set(errors.filter((error) => error.keyword !== 'if' && !isNameDetail(error)));
  for (const group of errors.filter(({ keyword }) => keyword === 'oneOf' || keyword === 'anyOf')) {
    const branches = branchesOf(group);
    const inside = [...kept].filter(
      (error) => error !== group && error.instancePath.startsWith(group.instancePath),
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
  return joinMissing([...kept].filter((error) => !isMisspelled(error, errors)));
}

/** Whether a member is missing because its key is misspelled, which is reported at that key. */
function isMisspelled(
  { keyword, instancePath, params }: ErrorObject,
  errors: readonly ErrorObject[],
): boolean {
  if (keyword !== 'required') return false;
  return errors.some(
    (other) =>
      other.keyword === 'additionalProperties' &&
      other.instancePath === instancePath &&
      nearest(String(other.params.additionalProperty), keysOf(other)) === params.missingProperty,
  );
}

/** One mistake per mapping, however many of its members are missing. */
function joinMissing(errors: readonly ErrorObject[]): ErrorObject[] {
  const joined: ErrorObject[] = [];
  for (const error of errors) {
    const earlier = joined.find(
      ({ keyword, instancePath }) =>
        keyword === 'required' && error.keyword === 'required' && instancePath === error.instancePath,
    );
    if (earlier)
      earlier.params.missingProperty = [earlier.params.missingProperty, error.params.missingProperty].flat();
    else joined.push({ ...error, params: { ...error.params } });
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
