import { expressionSchema, REQUEST_BINDINGS, templateSchema } from '../expression/fragment.ts';
import type { JsonSchema } from '../json.ts';
import { tagsProperty } from './method.ts';

/** Bindings inside a step: those of the request side, the results so far, and the element of a fan-out. */
export const STEP_BINDINGS = [...REQUEST_BINDINGS, 'steps', 'item', 'index'] as const;

const seconds = (description: string, byDefault: number): JsonSchema => ({
  type: 'number',
  exclusiveMinimum: 0,
  default: byDefault,
  description,
});

export const stepDefinition: JsonSchema = {
  title: 'Step',
  description: 'One call of a method within a chain.',
  type: 'object',
  properties: {
    name: {
      type: 'string',
      pattern: '^[a-z][a-z0-9_]*$',
      description: 'Its result is `$steps.<name>` for the steps after it.',
    },
    method: {
      type: 'string',
      pattern: '^[a-z][a-z0-9_]*\\.[a-z][a-z0-9_]*$',
      description: 'The method to call, as `resource.method`.',
    },
    arguments: templateSchema('Its arguments; `$` is the arguments of the chain.', STEP_BINDINGS, {
      type: 'object',
    }),
    when: expressionSchema('Whether the step is taken at all.', STEP_BINDINGS),
    for_each: expressionSchema(
      'Takes the step once per element of this list, each as `$item`; the result is a list.',
      STEP_BINDINGS,
    ),
    concurrency: {
      type: 'integer',
      minimum: 1,
      maximum: 16,
      default: 2,
      description: 'Calls of a fan-out under way at once.',
    },
    until: expressionSchema(
      'Repeats the call until this is true of its result, to wait for a job.',
      STEP_BINDINGS,
    ),
    every_seconds: seconds('Seconds between such repetitions.', 2),
    for_seconds: seconds('Seconds after which the waiting ends as a timeout.', 60),
    on_error: {
      enum: ['stop', 'continue'],
      default: 'stop',
      description: '`stop` the chain, or `continue` with what there is; the result then holds the `error`.',
    },
  },
  required: ['name', 'method'],
  additionalProperties: false,
};

export const chainDefinition: JsonSchema = {
  title: 'ChainDefinition',
  description: 'One tool made of several methods.',
  type: 'object',
  properties: {
    description: {
      type: 'string',
      minLength: 1,
      description: 'What the tool does, for the model that chooses it.',
    },
    title: {
      type: 'string',
      minLength: 1,
      description: 'Name for people; derived from the tool name when left out.',
    },
    tool: {
      type: 'string',
      pattern: '^[a-zA-Z0-9_-]+$',
      description: 'Tool name, in place of `<label>_<resource>_<name>`.',
    },
    parameters: {
      type: 'object',
      propertyNames: { pattern: '^[A-Za-z_][A-Za-z0-9_]*$' },
      additionalProperties: { $ref: '#/definitions/value' },
      description: 'What the tool takes.',
    },
    required: {
      type: 'array',
      items: { type: 'string' },
      uniqueItems: true,
      description: 'Parameters that must be given.',
    },
    steps: {
      type: 'array',
      minItems: 1,
      items: { $ref: '#/definitions/step' },
      description: 'The calls, one after another.',
    },
    result: expressionSchema(
      'What the tool returns; `$` holds the results by the names of the steps. The last one when left out.',
      ['arguments'],
    ),
    confirm: templateSchema(
      'A question that the user must agree to before the first step is taken.',
      REQUEST_BINDINGS,
      {
        type: 'string',
        minLength: 1,
      },
    ),
    timeout_seconds: seconds('Seconds for the whole chain.', 300),
    tags: tagsProperty,
  },
  required: ['description', 'steps'],
  additionalProperties: false,
};

export const chainsProperty: JsonSchema = {
  type: 'object',
  propertyNames: { pattern: '^[a-z][a-z0-9_]*$' },
  additionalProperties: { $ref: '#/definitions/chain' },
  description: 'Tools made of several methods, by name.',
};
