import { isObject, type JsonSchema } from '../json.ts';
import { formatSchema } from './compose.ts';

/** The format as editors take it: draft-07 without the keywords that only the engine knows. */
export function editorSchema(): JsonSchema {
  return strip(formatSchema) as JsonSchema;
}

function strip(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strip);
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(
    ([keyword]) => !keyword.startsWith('x-') && keyword !== 'discriminator',
  );
  return Object.fromEntries(kept.map(([keyword, member]) => [keyword, strip(member)]));
}
