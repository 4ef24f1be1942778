import { isObject, type JsonSchema } from '../../engine/json.ts';
import { inline, type ToolLinks } from './markdown.ts';
import { html, type Markup, type Part } from './markup.ts';

/** A value that a schema describes, and how deep it lies in another. */
interface Row {
  name: string;
  depth: number;
  isRequired: boolean;
  schema: JsonSchema;
}

const properties = ({ properties: found }: JsonSchema) => (found ?? {}) as Record<string, JsonSchema>;
const branches = (schema: JsonSchema) =>
  ['anyOf', 'oneOf', 'allOf'].flatMap((key) => (schema[key] ?? []) as JsonSchema[]);

/** The members of an object's schema, those of their own members after each. */
function rowsOf(schema: JsonSchema, depth = 0): Row[] {
  const required = (schema.required ?? []) as string[];
  const own = Object.entries(properties(schema)).flatMap(([name, member]) => [
    { name, depth, isRequired: required.includes(name), schema: member },
    ...rowsOf(elementOf(member), depth + 1),
  ]);
  return [...own, ...branches(schema).flatMap((branch) => rowsOf(elementOf(branch), depth))];
}

/** What an array holds, however deep, or the schema itself. */
const elementOf = (schema: JsonSchema): JsonSchema =>
  isObject(schema.items) ? elementOf(schema.items as JsonSchema) : schema;

/** A table of an object's members: name and type, meaning and rules. */
export function schemaTable(caption: string, schema: JsonSchema, links: ToolLinks): Markup {
  return keyTable(
    caption,
    rowsOf(schema).map(({ name, depth, isRequired, schema: member }) => ({
      depth,
      name: html`<code>${name}</code>${isRequired && html` <span class="required">required</span>`}`,
      under: typeOf(member),
      meaning: html`${member.description !== undefined && inline(String(member.description), links)}${rules(member)}`,
    })),
  );
}

interface KeyRow {
  depth?: number;
  name: Part;
  /** Stands below the name, small. */
  under?: Part;
  meaning: Part;
}

/** A table of two columns that stays readable on a narrow screen. */
export function keyTable(caption: string, rows: readonly KeyRow[]): Markup {
  return html`<table class="keys"><caption>${caption}</caption><thead><tr><th scope="col">Name</th><th scope="col">Meaning</th></tr></thead><tbody>
${rows.map(
  ({ depth = 0, name, under, meaning }) =>
    html`<tr${depth > 0 && html` data-depth="${Math.min(depth, 6)}"`}><th scope="row">${name}${under !== undefined && under !== '' && html`<span class="under">${under}</span>`}</th><td>${meaning}</td></tr>\n`,
)}</tbody></table>`;
}

/** The type in words: `list of objects`. */
function typeOf(schema: JsonSchema): string {
  if (schema.type === undefined && branches(schema).length > 0)
    return [...new Set(branches(schema).map(typeOf))].join(' or ');
  const implied = isObject(schema.items) ? 'array' : isObject(schema.properties) ? 'object' : 'anything';
  const types = [schema.type ?? implied].flat() as string[];
  return types.map((type) => (type === 'array' ? `list of ${elementsOf(schema.items)}` : type)).join(' or ');
}

/** Types in the plural: `objects`, `strings or integers`, `lists of objects`. */
function elementsOf(items: unknown): string {
  const words = isObject(items) ? typeOf(items) : 'anything';
  return words.replaceAll(/\b(list|object|string|integer|number|boolean)\b(?! of)/g, '$1s');
}

const code = (value: unknown) =>
  html`<code>${typeof value === 'string' ? value : JSON.stringify(value)}</code>`;
const codes = (values: unknown) => join((values as unknown[]).map(code), ', ');
const join = (parts: readonly Part[], between: string): Part[] =>
  parts.flatMap((part, index) => (index === 0 ? [part] : [between, part]));

/** How each keyword that narrows a value is told. */
const TELL: Readonly<Record<string, (value: unknown) => Part>> = {
  enum: (values) => html`one of ${codes(values)}`,
  const: (value) => html`always ${code(value)}`,
  default: (value) => html`${code(value)} when left out`,
  format: (value) => `format ${value}`,
  pattern: (value) => html`matches ${code(value)}`,
  minLength: (value) => (value === 1 ? 'not empty' : `at least ${value} characters`),
  maxLength: (value) => `at most ${value} characters`,
  minimum: (value) => `at least ${value}`,
  maximum: (value) => `at most ${value}`,
  exclusiveMinimum: (value) => `more than ${value}`,
  exclusiveMaximum: (value) => `less than ${value}`,
  multipleOf: (value) => `a multiple of ${value}`,
  minItems: (value) => `at least ${value} ${value === 1 ? 'element' : 'elements'}`,
  maxItems: (value) => `at most ${value} elements`,
  uniqueItems: (value) => value === true && 'elements differ',
  minProperties: (value) => `at least ${value} ${value === 1 ? 'member' : 'members'}`,
  maxProperties: (value) => `at most ${value} members`,
  additionalProperties: (value) => value !== false && 'further members allowed',
  examples: (values) => html`such as ${codes(values)}`,
  writeOnly: (value) => value === true && 'a secret, never shown',
};

/** What narrows a value, on a line of its own. */
export function rules(schema: JsonSchema): Markup | false {
  const own = Object.entries(TELL)
    .filter(([keyword]) => schema[keyword] !== undefined)
    .map(([keyword, tell]) => tell(schema[keyword]));
  const told = [...own, ...alternatives(schema)].filter((part) => part !== false);
  const ofElements = isObject(schema.items) ? rules(schema.items) : false;
  if (told.length === 0) return ofElements;
  return html`<span class="rules">${join(told, ' · ')}</span>${ofElements}`;
}

/** `needs Email or Mobile`, where the alternatives differ by what must be there. */
function alternatives(schema: JsonSchema): Part[] {
  const needed = [schema.anyOf, schema.oneOf]
    .flatMap((list) => (list ?? []) as JsonSchema[])
    .map(({ required = [] }) => join((required as string[]).map(code), ' and '));
  return needed.length > 1 && needed.every((parts) => parts.length > 0)
    ? [html`needs ${join(needed, ' or ')}`]
    : [];
}
