import { expressionSchema, templateSchema } from '../expression/fragment.ts';
import { VERBS } from '../http/request-line.ts';
import type { JsonSchema } from '../json.ts';

/** Bindings inside a route: the request's parts and the functions that read the collections. */
export const ROUTE_BINDINGS = [
  'path',
  'query',
  'headers',
  'all',
  'get',
  'where',
  'slice',
  'next_id',
] as const;

const answerProperties: Readonly<Record<string, JsonSchema>> = {
  status: { type: 'integer', minimum: 100, maximum: 599, default: 200, description: 'HTTP status.' },
  headers: templateSchema('Response headers.', [...ROUTE_BINDINGS, '*'], { type: 'object' }),
  body: templateSchema(
    'Response body, written as JSON; a string with a `content-type` of its own is sent as it is.',
    [...ROUTE_BINDINGS, '*'],
  ),
};

export const guardDefinition: JsonSchema = {
  title: 'Guard',
  description: 'A condition under which a request is refused, and the answer then.',
  type: 'object',
  properties: {
    when: expressionSchema('Refuses the request when true.', [...ROUTE_BINDINGS, '*']),
    ...answerProperties,
  },
  required: ['when', 'status'],
  additionalProperties: false,
};

const guardList: JsonSchema = { type: 'array', items: { $ref: '#/definitions/guard' } };

const changes = (description: string): JsonSchema => ({
  type: 'object',
  additionalProperties: expressionSchema('A record or a list of them.', [...ROUTE_BINDINGS, '*']),
  description,
});

const route: JsonSchema = {
  title: 'Route',
  type: 'object',
  properties: {
    open: {
      type: 'boolean',
      default: false,
      description: 'Whether the guards of the whole sandbox are left out here.',
    },
    let: {
      type: 'object',
      propertyNames: { pattern: '^[a-z][a-z0-9_]*$' },
      additionalProperties: expressionSchema('A value for the rest of the route.', [...ROUTE_BINDINGS, '*']),
      description: 'Names for values, worked out in order before `guards`; each is `$name` from then on.',
    },
    guards: { ...guardList, description: 'What this route refuses, in order.' },
    put: changes('Collection to the records that are added to it or merged into those of the same key.'),
    remove: changes('Collection to the keys that leave it.'),
    ...answerProperties,
  },
  additionalProperties: false,
};

export const sandboxFile: JsonSchema = {
  title: 'SandboxFile',
  description: 'A rehearsal upstream: routes, seed data and state. `$` is the request body.',
  type: 'object',
  properties: {
    sandbox: { const: 1, description: 'Version of this format.' },
    account: {
      type: 'object',
      description: 'Settings of the account that the sandbox knows; used by `--sandbox`.',
    },
    truncate_bytes: {
      type: 'integer',
      minimum: 1,
      description: 'Cuts longer request bodies off here without a word, for APIs that do.',
    },
    collections: {
      type: 'object',
      propertyNames: { pattern: '^[a-z][a-z0-9_]*$' },
      additionalProperties: {
        title: 'Collection',
        type: 'object',
        properties: {
          key: { type: 'string', description: 'Field that identifies a record.' },
          seed: expressionSchema('The records at the start.', ['all']),
        },
        required: ['key'],
        additionalProperties: false,
      },
      description: 'The state: records by key, seeded in order.',
    },
    guards: { ...guardList, description: 'What every route that is not `open` refuses, in order.' },
    malformed: {
      title: 'Answer',
      type: 'object',
      properties: answerProperties,
      required: ['status'],
      additionalProperties: false,
      description: 'The answer to a body that is not JSON.',
    },
    faults: {
      type: 'object',
      additionalProperties: {
        title: 'Fault',
        type: 'object',
        properties: {
          ...answerProperties,
          delay_ms: { type: 'integer', minimum: 0, description: 'Milliseconds before the answer.' },
          reset: { type: 'boolean', description: 'Whether the connection is cut instead.' },
        },
        additionalProperties: false,
      },
      description:
        'Failures on demand: `POST /_sandbox/faults/<name>?times=2` answers the next two requests this way.',
    },
    routes: {
      type: 'object',
      minProperties: 1,
      propertyNames: { pattern: `^(${VERBS.join('|')}) /\\S*$` },
      additionalProperties: route,
      description: 'Request line to what happens: `POST /v1/lists/{id}/clean/`.',
    },
  },
  required: ['sandbox', 'routes'],
  additionalProperties: false,
};
