import { authSchemes } from '../auth/index.ts';
import { TEMPLATE } from '../expression/fragment.ts';
import { splitTemplate } from '../expression/template.ts';
import { isObject, type JsonSchema, setOwn } from '../json.ts';
import type { AccountSchema } from '../types.ts';
import { parseSource } from '../yaml/source.ts';

/** A key of an `auth:` block that must be filled in. */
export interface AuthQuestion {
  /** Its keys from the block on: `login.request`. */
  key: string;
  description: string;
  choices?: readonly string[];
  /** What is taken when nothing is said: a setting of its own, or the first choice. */
  usual?: unknown;
  /** What such a value looks like, for something that is each API's own. */
  example?: string;
}

/** Every value of `auth.type`, with what it means. */
export const authTypes: readonly { type: string; description: string }[] = authSchemes.map(
  ({ type, fragment }) => ({ type, description: String(fragment.description) }),
);

/** What a scheme's schema asks for beyond what is known already, in the order of its keys. */
export function questionsFor(type: string, known: Readonly<Record<string, unknown>> = {}): AuthQuestion[] {
  const fragment = authSchemes.find((scheme) => scheme.type === type)?.fragment;
  return fragment ? questionsIn(fragment, { type, ...known }, []) : [];
}

function questionsIn(schema: JsonSchema, known: Record<string, unknown>, path: string[]): AuthQuestion[] {
  const properties = (schema.properties ?? {}) as Record<string, JsonSchema>;
  const required = new Set([...((schema.required ?? []) as string[]), ...conditional(schema, known)]);
  return Object.entries(properties).flatMap(([name, member]) => {
    if (!required.has(name) || member.const !== undefined) return [];
    const given = known[name];
    const keys = [...path, name];
    if (isObject(member.properties)) return questionsIn(member, isObject(given) ? given : {}, keys);
    return given === undefined ? [questionFor(member, keys)] : [];
  });
}

/** Keys that are required because of what others are, by `if` and `then`. */
function conditional({ allOf = [] }: JsonSchema, known: Readonly<Record<string, unknown>>): string[] {
  return (allOf as { if?: JsonSchema; then?: { required?: string[] } }[]).flatMap((rule) => {
    const asked = Object.entries((rule.if?.properties ?? {}) as Record<string, JsonSchema>);
    return asked.every(([name, { const: value }]) => known[name] === value)
      ? (rule.then?.required ?? [])
      : [];
  });
}

/** What a description ends in, after a colon. */
const EXAMPLE = /: `([^`]+)`\.?$/;

function questionFor(schema: JsonSchema, path: readonly string[]): AuthQuestion {
  const description = String(schema.description ?? path.at(-1));
  const [, quoted] = EXAMPLE.exec(description) ?? [];
  const example = quoted?.replace(/^"|"$/g, '');
  const choices = schema.enum as string[] | undefined;
  // What the schema shows as a setting of the account is one, under the name of its key.
  const isSetting = TEMPLATE in schema && schema.type === 'string' && SETTING.test(example ?? '');
  const isCredential = TEMPLATE in schema && schema.type === 'string' && SECRET.test(path.at(-1) ?? '');
  return {
    key: path.join('.'),
    description,
    ...(choices && { choices, usual: choices[0] }),
    ...((isSetting || isCredential) && { usual: `{{$account.${path.at(-1)}}}` }),
    ...(example !== undefined && !isSetting && { example }),
  };
}

const SETTING = /\{\{\$account\./;
const SECRET = /(^|_)(token|key|secret|password)$/;

/**
 * An `auth:` block with everything in it that need not be asked. Where what is required names no credential, as with a
 * login, the keys that show one are taken as they are shown.
 */
export function completeAuth(
  type: string,
  given: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const block: Record<string, unknown> = structuredClone({ type, ...given });
  for (const { key, usual } of questionsFor(type, block)) if (usual !== undefined) setKey(block, key, usual);
  if (accountNames(block).length > 0) return block;
  for (const [key, example] of shownCredentials(type, block)) setKey(block, key, example);
  return block;
}

/** Keys that a block may have beyond the required ones and whose description shows settings of an account, with what it shows. */
function shownCredentials(type: string, block: Readonly<Record<string, unknown>>): [string, unknown][] {
  const fragment = authSchemes.find((scheme) => scheme.type === type)?.fragment ?? {};
  const shown = (schema: JsonSchema, known: unknown, path: string[]): [string, unknown][] =>
    Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>).flatMap(([name, member]) => {
      const given = isObject(known) ? known[name] : undefined;
      if (isObject(member.properties)) return shown(member, given, [...path, name]);
      const { example = '' } = questionFor(member, [name]);
      return given === undefined && SETTING.test(example)
        ? [[[...path, name].join('.'), parseValue(example)]]
        : [];
    });
  return shown(fragment, block, []);
}

/** Text as a value of YAML; text that is none stays text. */
export function parseValue(text: string): unknown {
  const { data, diagnostics } = parseSource('value', text);
  return diagnostics.length > 0 || data === null || data === undefined ? text : data;
}

/** Puts a value into a block under its dotted key. */
export function setKey(block: Record<string, unknown>, key: string, value: unknown): void {
  const names = key.split('.');
  const last = names.pop() ?? '';
  let at = block;
  for (const name of names) {
    const inner = at[name];
    const next: Record<string, unknown> = isObject(inner) ? inner : {};
    setOwn(at, name, next);
    at = next;
  }
  setOwn(at, last, value);
}

/** Settings that tell nobody a secret. */
const PUBLIC =
  /^(user(_?name)?|login|e_?mail|client_id|account(_id)?|tenant|region|instance|host|domain|url|.*_(url|id|name))$/;

/** The settings that the templates of some blocks take from the account. */
export function settingsIn(blocks: readonly unknown[], label: string): AccountSchema | undefined {
  const names = [...new Set(blocks.flatMap(accountNames))];
  if (names.length === 0) return undefined;
  return {
    required: names,
    properties: Object.fromEntries(
      names.map((name) => [
        name,
        {
          type: 'string',
          minLength: 1,
          ...(!PUBLIC.test(name) && { writeOnly: true }),
          description: `${humanise(name)} of the ${label} account.`,
        },
      ]),
    ),
  };
}

function accountNames(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(accountNames);
  if (isObject(value)) return Object.values(value).flatMap(accountNames);
  if (typeof value !== 'string') return [];
  return placeholdersIn(value).flatMap((source) =>
    [...source.matchAll(/\$account\.([a-z][a-z0-9_]*)/g)].map(([, name = '']) => name),
  );
}

/** The JSONata in a template; text whose braces are not closed is reported when the file is checked. */
function placeholdersIn(text: string): string[] {
  try {
    return splitTemplate(text).flatMap((part) => (typeof part === 'string' ? [] : [part.source]));
  } catch {
    return [];
  }
}

export function humanise(name: string): string {
  const words = name.replaceAll('_', ' ').replace(/\b(id|url|api)\b/g, (word) => word.toUpperCase());
  return words.charAt(0).toUpperCase() + words.slice(1);
}
