import snakeCase from 'lodash.snakecase';
import pluralize from 'pluralize';

const PATTERNS: Readonly<Record<string, (prefix: string, resource: string) => string>> = {
  list: (prefix, resource) => `list_all_${prefix}_${resource}`,
  get: (prefix, resource) => `get_single_${prefix}_${singular(resource)}_by_id`,
  create: (prefix, resource) => `create_a_${prefix}_${singular(resource)}`,
  update: (prefix, resource) => `update_a_${prefix}_${singular(resource)}_by_id`,
  delete: (prefix, resource) => `delete_a_${prefix}_${singular(resource)}_by_id`,
};

/** Longest name that every MCP host accepts. */
export const MAX_TOOL_NAME = 64;

/**
 * Name of the tool for a method, by the rule of Truto's MCP servers: words of the label and the resource in snake case,
 * the last word of the resource singular for single records, `<label>_<resource>_<method>` for other methods.
 */
export function toolName(label: string, resource: string, method: string): string {
  const prefix = snakeCase(label);
  const words = snakeCase(resource);
  return PATTERNS[method]?.(prefix, words) ?? `${prefix}_${words}_${snakeCase(method)}`;
}

/** Whether a word has the form of a tool name, as no field of an API has it. */
export const looksLikeToolName = (word: string): boolean =>
  /^(list_all|get_single|create_a|update_a|delete_a)_./.test(word);

/** `List all iPost contacts`: a tool's name for people. */
export function toolTitle(label: string, resource: string, method: string): string {
  const words = resource.replaceAll('_', ' ');
  const one = singular(words);
  const titles: Readonly<Record<string, string>> = {
    list: `List all ${label} ${words}`,
    get: `Get one ${label} ${one}`,
    create: `Create ${label} ${one}`,
    update: `Update ${label} ${one}`,
    delete: `Delete ${label} ${one}`,
  };
  return titles[method] ?? `${label} ${words}: ${method.replaceAll('_', ' ')}`;
}

function singular(words: string): string {
  return words.replace(/[^_ ]+$/, (last) => pluralize.singular(last));
}

/** Whether the last of these words is a plural. */
export const isPlural = (words: string): boolean => pluralize.isPlural(words) && singular(words) !== words;

/** `contacts` as one of them: `contact`. */
export const singularOf = (words: string): string => singular(words);
