import { authSchemes } from '../auth/index.ts';
import {
  ACCOUNT_BINDINGS,
  expressionSchema,
  REQUEST_BINDINGS,
  templateSchema,
} from '../expression/fragment.ts';
import type { JsonSchema } from '../json.ts';
import { paginationStrategies } from '../pagination/index.ts';
import { chainsProperty } from './chain.ts';
import { tagsProperty } from './method.ts';
import { promptsProperty } from './prompt.ts';
import { errorRules } from './resilience.ts';
import { valueProperties } from './values.ts';

/** One `oneOf` branch per registered component, told apart by `type`. */
const byType = (
  title: string,
  description: string,
  components: readonly { fragment: JsonSchema }[],
): JsonSchema => ({
  title,
  description,
  type: 'object',
  discriminator: { propertyName: 'type' },
  oneOf: components.map(({ fragment }) => withTypeDescribed(fragment)),
});

/** Whoever looks at `type` is told what the component does. */
function withTypeDescribed({ properties, ...fragment }: JsonSchema): JsonSchema {
  const { type, ...others } = properties as Record<string, JsonSchema>;
  return {
    ...fragment,
    properties: { type: { ...type, description: fragment.description }, ...others },
  };
}

export const authDefinition = byType('Auth', 'How credentials go on a request.', authSchemes);
export const paginationDefinition = byType(
  'Pagination',
  'How to reach the next page of a list.',
  paginationStrategies,
);

export const accountDefinition: JsonSchema = {
  title: 'AccountSchema',
  description:
    'JSON Schema of what one account supplies. A setting comes from the environment variable NAME_KEY.',
  type: 'object',
  properties: {
    required: {
      type: 'array',
      items: { type: 'string' },
      uniqueItems: true,
      description: 'Settings that must be given.',
    },
    properties: {
      type: 'object',
      propertyNames: { pattern: '^[a-z][a-z0-9_]*$' },
      additionalProperties: {
        title: 'Setting',
        type: 'object',
        properties: {
          ...valueProperties,
          env: {
            type: 'string',
            pattern: '^[A-Z][A-Z0-9_]*$',
            description: 'Environment variable, when not NAME_KEY.',
          },
        },
        additionalProperties: false,
      },
      description: 'The settings. `writeOnly: true` marks a secret.',
    },
  },
  required: ['properties'],
  additionalProperties: false,
};

const methodsProperty: JsonSchema = {
  type: 'object',
  minProperties: 1,
  propertyNames: { pattern: '^[a-z][a-z0-9_]*$' },
  additionalProperties: { $ref: '#/definitions/method' },
  description: 'Endpoints by name: `list`, `get`, `create`, `update`, `delete`, or any other word.',
};

export const resourceFile: JsonSchema = {
  title: 'ResourceFile',
  description: 'One resource of an integration.',
  type: 'object',
  properties: {
    resource: { $ref: '#/definitions/resource_name' },
    tags: tagsProperty,
    methods: methodsProperty,
    chains: chainsProperty,
  },
  required: ['resource', 'methods'],
  additionalProperties: false,
};

export const resourceName: JsonSchema = {
  type: 'string',
  pattern: '^[a-z][a-z0-9_]*$',
  description: 'Name of the resource, in the plural: `contacts`. Tool names derive from it.',
};

export const integrationFile: JsonSchema = {
  title: 'IntegrationFile',
  description: 'One REST API.',
  type: 'object',
  properties: {
    ymcp: { const: 1, description: 'Version of this format.' },
    name: {
      type: 'string',
      pattern: '^[a-z][a-z0-9_-]*$',
      description: 'Short name: on the command line, and in environment variables.',
    },
    label: {
      type: 'string',
      minLength: 1,
      description: 'Name for people. Tool names derive from it: `iPost` gives `i_post`.',
    },
    description: { type: 'string', description: 'What the API is for, in a sentence.' },
    docs: { type: 'string', description: "Where the API's own documentation is." },
    instructions: {
      type: 'string',
      description: 'What a model must know before it uses any tool of this integration.',
    },
    account: { $ref: '#/definitions/account' },
    base_url: templateSchema('Prefix of every path: `https://api.example.com/v1`.', ACCOUNT_BINDINGS, {
      type: 'string',
      pattern: '^(https?://|\\{\\{)\\S',
    }),
    auth: { $ref: '#/definitions/auth' },
    query: templateSchema('Query parameters of every request.', REQUEST_BINDINGS, { type: 'object' }),
    headers: templateSchema('Headers of every request.', REQUEST_BINDINGS, { type: 'object' }),
    body_format: { $ref: '#/definitions/body_format' },
    query_arrays: { $ref: '#/definitions/query_arrays' },
    pagination: { $ref: '#/definitions/pagination' },
    response: {
      title: 'ResponseDefaults',
      description: 'What holds for every method named `list` that does not say otherwise.',
      type: 'object',
      properties: { items: expressionSchema('Finds the list of items: `data`.') },
      additionalProperties: false,
    },
    limits: { $ref: '#/definitions/limits' },
    retry: { $ref: '#/definitions/retry' },
    rate_limit: { $ref: '#/definitions/rate_limit' },
    errors: errorRules,
    tags: tagsProperty,
    prompts: promptsProperty,
    lint: {
      type: 'object',
      additionalProperties: { enum: ['off', 'warning', 'error'] },
      description:
        'How severe what a rule of `ymcp validate` finds is, by name of the rule: `off`, `warning` or `error`.',
    },
    resources: {
      type: 'object',
      propertyNames: { pattern: '^[a-z][a-z0-9_]*$' },
      additionalProperties: {
        title: 'InlineResource',
        type: 'object',
        properties: { tags: tagsProperty, methods: methodsProperty, chains: chainsProperty },
        required: ['methods'],
        additionalProperties: false,
      },
      description:
        'Resources in this same file, for a small integration. In a folder each has a file of its own in `resources/`.',
    },
  },
  required: ['ymcp', 'name', 'label', 'base_url'],
  additionalProperties: false,
};
