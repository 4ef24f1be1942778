import type { JsonSchema } from '../json.ts';

const text = (description: string): JsonSchema => ({ type: 'string', description });
const count = (description: string): JsonSchema => ({ type: 'integer', minimum: 0, description });
const bound = (description: string): JsonSchema => ({ type: 'number', description });
const schemas = (description: string): JsonSchema => ({
  type: 'array',
  minItems: 1,
  items: { $ref: '#/definitions/value' },
  description,
});

export const VALUE_TYPES = ['string', 'integer', 'number', 'boolean', 'array', 'object', 'null'] as const;

/** The JSON Schema keywords (draft-07) that describe a value: a parameter, a setting, a field of a result. */
export const valueProperties: Readonly<Record<string, JsonSchema>> = {
  type: {
    oneOf: [
      { enum: VALUE_TYPES },
      { type: 'array', minItems: 1, uniqueItems: true, items: { enum: VALUE_TYPES } },
    ],
    description: 'Type of the value, or a list of types.',
  },
  title: text('Short name for people.'),
  description: text('What the value means, in words a model can act on.'),
  enum: { type: 'array', minItems: 1, description: 'The values allowed.' },
  const: { description: 'The one value allowed.' },
  default: { description: 'Used when the argument is left out.' },
  examples: { type: 'array', description: 'Example values.' },
  format: {
    enum: [
      'date-time',
      'date',
      'time',
      'duration',
      'email',
      'uri',
      'uri-reference',
      'uuid',
      'hostname',
      'ipv4',
      'ipv6',
      'regex',
    ],
    description: 'Form of a string.',
  },
  pattern: { type: 'string', format: 'regex', description: 'Regular expression that a string must match.' },
  minLength: count('Fewest characters.'),
  maxLength: count('Most characters.'),
  minimum: bound('Smallest number.'),
  maximum: bound('Largest number.'),
  exclusiveMinimum: bound('The number must be larger.'),
  exclusiveMaximum: bound('The number must be smaller.'),
  multipleOf: { type: 'number', exclusiveMinimum: 0, description: 'The number must be a multiple of this.' },
  items: { $ref: '#/definitions/value', description: 'Schema of each element of an array.' },
  minItems: count('Fewest elements.'),
  maxItems: count('Most elements.'),
  uniqueItems: { type: 'boolean', description: 'Whether elements must differ.' },
  properties: {
    type: 'object',
    additionalProperties: { $ref: '#/definitions/value' },
    description: "Schemas of an object's members.",
  },
  required: {
    type: 'array',
    items: { type: 'string' },
    uniqueItems: true,
    description: 'Members that must be there.',
  },
  additionalProperties: {
    oneOf: [{ type: 'boolean' }, { $ref: '#/definitions/value' }],
    description: 'Whether, or by what schema, an object may have other members.',
  },
  minProperties: count('Fewest members.'),
  maxProperties: count('Most members.'),
  anyOf: schemas('The value must fit at least one of these.'),
  oneOf: schemas('The value must fit exactly one of these.'),
  allOf: schemas('The value must fit all of these.'),
  not: { $ref: '#/definitions/value', description: 'The value must not fit this.' },
  writeOnly: {
    type: 'boolean',
    description: 'A secret: never logged, never returned, masked wherever it turns up.',
  },
};

export const valueDefinition: JsonSchema = {
  title: 'ValueSchema',
  description: 'JSON Schema of a value.',
  type: 'object',
  properties: valueProperties,
  additionalProperties: false,
};
