import { hasBody, isSafe } from '../http/request-line.ts';
import { isObject } from '../json.ts';
import { CONTROL_NAMES } from '../schema/controls.ts';
import { singularOf } from '../tool-name.ts';
import type { Parameter } from '../types.ts';
import { humanise } from './auth.ts';
import { type Endpoint, identifier } from './endpoint.ts';
import { schemaOf } from './schema.ts';

/** What one call shows of the arguments of a method. */
interface Shown {
  endpoint: Endpoint;
  body?: unknown;
  arguments: Readonly<Record<string, unknown>>;
}

/** Declared parameters, and the values that they had in the call. */
export interface Given {
  parameters: Record<string, Parameter>;
  required: string[];
  values: Record<string, unknown>;
  /** Names that the engine's own arguments have. */
  reserved: readonly string[];
}

/** The parameters that the endpoint shows, with the values that they had. */
export function argumentsOf({ endpoint, body, arguments: known }: Shown, paging: ReadonlySet<string>): Given {
  const reserved = isSafe(endpoint.verb) ? CONTROL_NAMES.list : CONTROL_NAMES.write;
  const given: Given = { parameters: {}, required: [], values: {}, reserved };
  const one = singularOf(endpoint.resource).replaceAll('_', ' ');
  for (const name of endpoint.pathParameters) {
    const value = known[name] ?? 1;
    add(given, name, value, `${humanise(name)} of the ${/^id$/i.test(name) ? one : 'path'}.`);
  }
  for (const [name, text] of Object.entries(endpoint.query)) {
    if (paging.has(name)) continue;
    add(given, name, typed(text), `Query parameter \`${name}\` of the API, such as \`${text}\`.`);
  }
  if (!hasBody(endpoint.verb) || !isObject(body)) return given;
  for (const [name, value] of Object.entries(body)) {
    const added = add(given, name, value, `${humanise(identifier(name))} of the ${one}.`);
    if (value !== null) given.required.push(added);
  }
  return given;
}

/** Declares a parameter; one whose name the format or the engine does not allow goes under another. */
function add(given: Given, name: string, value: unknown, description: string): string {
  const { reserved } = given;
  const isFine = /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !reserved.includes(name);
  const plain = isFine ? name : reserved.includes(name) ? `api_${name}` : identifier(name);
  given.parameters[plain] = {
    ...(schemaOf([value]) as Parameter),
    description,
    ...(plain !== name && { as: name }),
  };
  given.values[plain] = value;
  return plain;
}

function typed(text: string): unknown {
  if (/^(true|false)$/.test(text)) return text === 'true';
  return /^-?(0|[1-9]\d{0,14})$/.test(text) ? Number(text) : text;
}
