import type { PlacedArguments } from '../http/request.ts';
import { hasBody, parseRequestLine } from '../http/request-line.ts';
import { type JsonSchema, setOwn } from '../json.ts';
import type { Method } from '../schema/model.ts';
import type { Parameter } from '../types.ts';

/** The most items one call of a list tool gathers. */
export const MAX_LIMIT = 10_000;
const DEFAULT_LIMIT = 100;

const LIST_PROPERTIES: JsonSchema = {
  limit: {
    type: 'integer',
    minimum: 1,
    maximum: MAX_LIMIT,
    default: DEFAULT_LIMIT,
    description: `How many items to return, up to ${MAX_LIMIT}; further pages are fetched as needed.`,
  },
  next_cursor: {
    type: 'string',
    description:
      'Where to go on: `next_cursor` of the last result, unchanged, with the same other arguments.',
  },
};

export const isList = ({ definition }: Method): boolean => definition.response?.items !== undefined;

/** One flat object schema of everything a tool takes. */
export function inputSchema(method: Method): JsonSchema {
  const { definition } = method;
  const inPath = parseRequestLine(definition.request).pathParameters;
  const parameters = Object.entries(definition.parameters ?? {}).map(
    ([name, { in: _, as: __, ...schema }]) => [name, schema],
  );
  const required = [...new Set([...inPath, ...(definition.required ?? [])])];
  return {
    type: 'object',
    properties: { ...Object.fromEntries(parameters), ...(isList(method) && LIST_PROPERTIES) },
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  };
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
