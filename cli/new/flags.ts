import { isObject, setOwn } from '../../engine/json.ts';
import { suggest } from '../../engine/nearest.ts';
import { paginationStrategies } from '../../engine/pagination/index.ts';
import { parseValue, setKey } from '../../engine/suggest/auth.ts';
import { UsageError } from '../errors.ts';

const SECTIONS = ['auth', 'pagination'] as const;

/** `--set auth.name=X-Key`, by what it is set in. */
export function settingsOf(
  pairs: readonly string[],
): Partial<Record<(typeof SECTIONS)[number], Record<string, unknown>>> {
  const set: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(pairsOf(pairs, '--set'))) {
    const [section = ''] = key.split('.');
    if (!(SECTIONS as readonly string[]).includes(section) || section === key)
      throw new UsageError(
        `--set \`${key}\` is no key of \`auth\` or \`pagination\`; ${suggest(section, SECTIONS)}`,
      );
    setKey(set, key, value);
  }
  const type = isObject(set.pagination) ? set.pagination.type : undefined;
  const types = paginationStrategies.map((one) => one.type);
  if (isObject(set.pagination) && !types.some((one) => one === type))
    throw new UsageError(
      `--set pagination.type is ${type === undefined ? 'missing' : `\`${String(type)}\``}; ${suggest(String(type), types)}`,
    );
  return set;
}

/** Words of the form `key=value`, the values as YAML. */
export function pairsOf(pairs: readonly string[], option: string): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    if (equals < 1) throw new UsageError(`${option} \`${pair}\` is not of the form key=value.`);
    setOwn(values, pair.slice(0, equals), parseValue(pair.slice(equals + 1)));
  }
  return values;
}
