import type { PlacedArguments } from '../http/request.ts';
import { hasBody, parseRequestLine } from '../http/request-line.ts';
import { type JsonSchema, setOwn } from '../json.ts';
import { type Controls, confirmControls, listControls, writeControls } from '../schema/controls.ts';
import type { Method } from '../schema/model.ts';
import type { Parameter } from '../types.ts';
import { hintsOf } from './hints.ts';

export const isList = ({ definition }: Method): boolean => definition.response?.items !== undefined;

/** One flat object schema of everything a tool takes. */
export function inputSchema(method: Method): JsonSchema {
  const { definition } = method;
  const inPath = parseRequestLine(definition.request).pathParameters;
  const parameters = Object.entries(definition.parameters ?? {}).map(
    ([name, { in: _, as: __, schema_from: ___, ...schema }]) => [name, schema],
  );
  const needed = inPath.filter((name) => definition.parameters?.[name]?.default === undefined);
  const required = [...new Set([...needed, ...(definition.required ?? [])])];
  return {
    type: 'object',
    properties: { ...Object.fromEntries(parameters), ...controlsOf(method) },
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  };
}

/** The engine's own arguments that a tool has. */
function controlsOf(method: Method): Controls {
  if (isList(method)) return listControls(knownFields(method));
  const confirm = method.definition.confirm === undefined ? {} : confirmControls;
  return hintsOf(method.definition).readOnly ? confirm : { ...writeControls, ...confirm };
}

/** Names of the fields that items are mapped to, as far as the YAML says. */
function knownFields({ definition }: Method): string[] {
  const { item } = definition.response ?? {};
  if (item === undefined || typeof item === 'string') return [];
  return Array.isArray(item) ? item : Object.keys(item);
}

/** Parts what the engine itself takes from what the API gets. */
export function splitControls(
  method: Method,
): (given: Record<string, unknown>) => { values: Record<string, unknown>; controls: ControlValues } {
  const names = new Set(Object.keys(controlsOf(method)));
  return (given) => {
    const values: Record<string, unknown> = {};
    const controls: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(given))
      setOwn(names.has(name) ? controls : values, name, value);
    return { values, controls };
  };
}

/** Values of the engine's own arguments; the schema has checked them. */
export interface ControlValues {
  limit?: number;
  next_cursor?: string;
  fields?: string[];
  transform?: string;
  dry_run?: boolean;
  confirm_token?: string;
}

type Place = 'path' | 'query' | 'headers' | 'body';

/** Compiles where each argument goes; the result sorts the arguments of one call. */
export function compilePlaces({
  definition,
}: Method): (values: Readonly<Record<string, unknown>>) => PlacedArguments {
  const { verb, pathParameters } = parseRequestLine(definition.request);
  const places = Object.entries(definition.parameters ?? {}).map(([name, parameter]) => {
    return { name, place: placeOf(name, parameter), as: parameter.as ?? name };
  });

  function placeOf(name: string, parameter: Parameter): Place {
    if (pathParameters.includes(name)) return 'path';
    if (parameter.in === 'header') return 'headers';
    return parameter.in ?? (hasBody(verb) ? 'body' : 'query');
  }

  return (values) => {
    const placed = { path: {}, query: {}, headers: {}, body: {} };
    for (const { name, place, as } of places)
      if (values[name] !== undefined) setOwn(placed[place], as, values[name]);
    return placed;
  };
}
