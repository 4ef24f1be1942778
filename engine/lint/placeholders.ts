import { splitTemplate } from '../expression/template.ts';
import { isObject } from '../json.ts';
import { pathOf } from '../schema/pointer.ts';
import type { Site } from '../schema/validator.ts';
import type { Path } from '../yaml/source.ts';

/** One piece of JSONata: where its string stands, and at which character of the string it starts. */
export interface Code {
  path: Path;
  offset: number;
  source: string;
}

/** Every piece of JSONata in a site; throws `TemplateSyntaxError` through `onError` for a template that is not closed. */
export function codeOf(site: Site, onError: (path: Path, error: unknown) => void): Code[] {
  const path = pathOf(site.pointer);
  if (site.kind === 'expression') return [{ path, offset: 0, source: String(site.value) }];
  return [...strings(site.value, path)].flatMap(({ path: at, text }) => {
    try {
      return splitTemplate(text).flatMap((part) => (typeof part === 'string' ? [] : [{ path: at, ...part }]));
    } catch (error) {
      onError(at, error);
      return [];
    }
  });
}

function* strings(value: unknown, path: Path): Generator<{ path: Path; text: string }> {
  if (typeof value === 'string') yield { path, text: value };
  else if (Array.isArray(value))
    for (const [index, element] of value.entries()) yield* strings(element, [...path, index]);
  else if (isObject(value))
    for (const [key, member] of Object.entries(value)) yield* strings(member, [...path, key]);
}
