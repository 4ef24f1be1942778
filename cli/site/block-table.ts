import { TEMPLATE } from '../../engine/expression/fragment.ts';
import { isObject, type JsonSchema } from '../../engine/json.ts';
import { branchFor, resolveSchema } from '../../engine/schema/examples.ts';
import { inline } from './markdown.ts';
import { html, type Markup, type Part } from './markup.ts';
import { keyTable } from './schema-table.ts';
import { breakable, oneLine } from './words.ts';

/** One key of a block of the YAML, what it says there, and what the schema says about it. */
interface Row {
  key: string;
  value: unknown;
  isDefault: boolean;
  schema: JsonSchema;
}

type Keep = (key: string, isGiven: boolean) => boolean;

/** What the schema of the format itself says about a block, in a sentence. */
export const introOf = (schema: JsonSchema, block: unknown): Markup =>
  inline(String(branchFor(resolveSchema(schema), block).description ?? ''));

/** The keys that a block of the YAML gives, each with its description from the schema; `withDefaults` adds the others. */
export function blockTable(caption: string, schema: JsonSchema, block: unknown, withDefaults = false): Part {
  const keep: Keep = (key, isGiven) => key !== 'type' && (isGiven || withDefaults);
  const rows = rowsOf(schema, isObject(block) ? block : {}, keep);
  if (rows.length === 0) return undefined;
  return keyTable(
    caption,
    rows.map((row) => ({
      name: html`<code>${breakable(row.key)}</code>`,
      under: row.isDefault && 'by default',
      meaning: html`${drawValue(row)}<span class="about">${inline(descriptionOf(row.schema))}</span>`,
    })),
  );
}

function rowsOf(given: JsonSchema, block: Record<string, unknown>, keep: Keep, prefix = ''): Row[] {
  const { properties = {} } = branchFor(resolveSchema(given), block);
  return Object.entries(properties as Record<string, JsonSchema>).flatMap(([key, schema]) => {
    const value = block[key] ?? resolveSchema(schema).default;
    if (value === undefined || !keep(key, Object.hasOwn(block, key))) return [];
    const nested = isObject(value) && isObject(resolveSchema(schema).properties);
    if (nested) return rowsOf(schema, value, keep, `${prefix}${key}.`);
    return [{ key: prefix + key, value, isDefault: !Object.hasOwn(block, key), schema }];
  });
}

const descriptionOf = (schema: JsonSchema) =>
  String(schema.description ?? resolveSchema(schema).description ?? '');

function drawValue({ value, schema }: Row): Markup {
  const shown = TEMPLATE in resolveSchema(schema) ? withoutLiterals(value) : value;
  if (!isObject(shown)) return html`<code class="value">${textOf(shown)}</code>`;
  return html`${Object.entries(shown).map(
    ([key, member]) => html`<code class="value">${key}: ${textOf(member)}</code>`,
  )}`;
}

const textOf = (value: unknown): string =>
  typeof value === 'number'
    ? value.toLocaleString('en')
    : typeof value === 'string'
      ? oneLine(value)
      : JSON.stringify(value);

/**
 * What a template of credentials is made of may be shown, and where it is sent; a text without a placeholder might be the secret
 * itself, whatever the rules say.
 */
function withoutLiterals(value: unknown): unknown {
  if (typeof value === 'string') return /\{\{|^[A-Z]+ |^https?:/.test(value) ? value : '(not shown)';
  if (Array.isArray(value)) return value.map(withoutLiterals);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withoutLiterals(member)]));
}
