import { singularOf } from '../tool-name.ts';
import { humanise } from './auth.ts';
import type { Endpoint } from './endpoint.ts';

const SHOWN = 6;

/** A description to begin with: what the tool does, and what comes back. */
export function describe(
  { verb, path, resource, method }: Endpoint,
  label: string,
  fields: readonly string[],
): string {
  const many = resource.replaceAll('_', ' ');
  const one = singularOf(resource).replaceAll('_', ' ');
  const more = fields.length > SHOWN ? ` and ${fields.length - SHOWN} more` : '';
  const has = fields.length > 0 ? `: ${fields.slice(0, SHOWN).join(', ')}${more}` : '';
  const sentences: Readonly<Record<string, string>> = {
    list: `List the ${many} of ${label}${has}.`,
    get: `Get one of the ${many} of ${label}${has}.`,
    create: `Create one of the ${many} of ${label} (${one}).`,
    update: `Change one of the ${many} of ${label} (${one}).`,
    delete: `Delete one of the ${many} of ${label} (${one}).`,
  };
  return sentences[method] ?? `${humanise(method)} for ${many} of ${label}, by ${verb} ${path}${has}.`;
}
