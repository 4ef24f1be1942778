import {
  expressionSchema,
  REQUEST_BINDINGS,
  RESPONSE_BINDINGS,
  templateSchema,
} from '../expression/fragment.ts';
import { arrayFormats } from '../http/arrays.ts';
import { encoders } from '../http/body.ts';
import { decoders } from '../http/decode.ts';
import { VERBS } from '../http/request-line.ts';
import type { JsonSchema } from '../json.ts';
import { errorRules } from './resilience.ts';
import { valueProperties } from './values.ts';

const REQUEST_LINE = `^(${VERBS.join('|')}) /[^\\s?#]*$`;
const NAME = '^[A-Za-z_][A-Za-z0-9_]*$';

export const tagsProperty: JsonSchema = {
  type: 'array',
  items: { type: 'string', pattern: '^[a-z0-9][a-z0-9_-]*$' },
  uniqueItems: true,
  description: 'Words to choose tools by.',
};

export const methodDefinition: JsonSchema = {
  description: 'One endpoint. Short form: just the request line, `GET /lists/{id}`.',
  oneOf: [
    { type: 'string', pattern: REQUEST_LINE, description: 'Request line: `GET /lists/{id}`.' },
    { $ref: '#/definitions/method_definition' },
  ],
};

export const methodLongForm: JsonSchema = {
  title: 'MethodDefinition',
  description: 'One endpoint in full.',
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
      description: 'Tool name, in place of the one that follows from label, resource and method.',
    },
    request: {
      type: 'string',
      pattern: REQUEST_LINE,
      description:
        'Verb and path after `base_url`; `{name}` is a path parameter and is percent-encoded: `GET /lists/{id}`.',
    },
    source: { $ref: '#/definitions/source' },
    parameters: {
      type: 'object',
      propertyNames: { pattern: NAME },
      additionalProperties: { $ref: '#/definitions/parameter' },
      description:
        'What the tool takes. In the path if named there, else in the query (GET, HEAD, DELETE) or the JSON body.',
    },
    required: {
      type: 'array',
      items: { type: 'string' },
      uniqueItems: true,
      description: 'Parameters that must be given. Those in the path always are.',
    },
    query: templateSchema('Further query parameters.', REQUEST_BINDINGS, { type: 'object' }),
    headers: templateSchema('Further request headers.', REQUEST_BINDINGS, { type: 'object' }),
    body: templateSchema('Request body, in place of an object of the body parameters.'),
    body_format: { $ref: '#/definitions/body_format' },
    query_arrays: { $ref: '#/definitions/query_arrays' },
    pagination: { $ref: '#/definitions/pagination' },
    confirm: templateSchema(
      'A question that the user must agree to before the call is made: `Empty list {{list_id}}?`',
      REQUEST_BINDINGS,
      { type: 'string', minLength: 1 },
    ),
    batch: {
      title: 'Batch',
      description:
        'Sends a long list argument in several requests, and reports what became of every element.',
      type: 'object',
      properties: {
        argument: { type: 'string', description: 'The parameter that is split; it must be an array.' },
        max_items: {
          type: 'integer',
          minimum: 1,
          default: 1000,
          description: 'Most elements in one request.',
        },
        max_bytes: {
          type: 'integer',
          minimum: 1,
          description: 'Most bytes in one request body; `limits.request_bytes` when left out.',
        },
        concurrency: { type: 'integer', minimum: 1, default: 2, description: 'Requests under way at once.' },
      },
      required: ['argument'],
      additionalProperties: false,
    },
    checks: {
      type: 'array',
      items: {
        title: 'Check',
        type: 'object',
        properties: {
          assert: expressionSchema('What must be true of the arguments.', REQUEST_BINDINGS),
          message: templateSchema('What is wrong and what would be right, for the model.', REQUEST_BINDINGS, {
            type: 'string',
            minLength: 1,
          }),
        },
        required: ['assert', 'message'],
        additionalProperties: false,
      },
      description: 'What must hold before anything is sent; the first that fails is the error.',
    },
    response: { $ref: '#/definitions/response' },
    errors: errorRules,
    retry: { $ref: '#/definitions/retry' },
    idempotency_key: {
      type: 'string',
      pattern: '^[A-Za-z][A-Za-z0-9-]*$',
      description:
        'Request header for a key made once per call, by which the API recognises a repetition: `Idempotency-Key`.',
    },
    tags: tagsProperty,
    hints: { $ref: '#/definitions/hints' },
  },
  required: ['request'],
  additionalProperties: false,
};

export const bodyFormat: JsonSchema = {
  enum: Object.keys(encoders),
  default: 'json',
  description: 'How a request body is written.',
};

export const queryArrays: JsonSchema = {
  enum: Object.keys(arrayFormats),
  default: 'repeat',
  description:
    'How a list goes into the query or a form: `a=1&a=2`, `a=1,2`, `a[]=1&a[]=2` or `a[0]=1&a[1]=2`.',
};

export const parameterDefinition: JsonSchema = {
  title: 'Parameter',
  description: 'One argument of a tool: its JSON Schema, and where it goes.',
  type: 'object',
  properties: {
    ...valueProperties,
    in: {
      enum: ['path', 'query', 'header', 'body'],
      description: 'Where the argument goes, when not by the rule.',
    },
    as: { type: 'string', minLength: 1, description: 'Its name on the wire, when it differs.' },
    schema_from: {
      title: 'SchemaFrom',
      description:
        'Where the API itself says what the argument must look like; asked when the tool is called.',
      type: 'object',
      properties: {
        method: {
          type: 'string',
          pattern: '^[a-z][a-z0-9_]*\\.[a-z][a-z0-9_]*$',
          description: 'The method that tells, as `resource.method`.',
        },
        arguments: templateSchema('Its arguments.', REQUEST_BINDINGS, { type: 'object' }),
        schema: expressionSchema(
          'Makes the JSON Schema of the argument from its result; nothing where it says nothing.',
          ['arguments'],
        ),
        ttl_seconds: {
          type: 'integer',
          minimum: 0,
          default: 300,
          description: 'How long the answer is good for.',
        },
      },
      required: ['method', 'schema'],
      additionalProperties: false,
    },
  },
  additionalProperties: false,
};

export const sourceDefinition: JsonSchema = {
  title: 'EndpointSource',
  description: 'How well this endpoint is known, and from where.',
  type: 'object',
  properties: {
    status: {
      enum: ['documented', 'observed', 'inferred'],
      description:
        '`documented` by the vendor, `observed` in a working client, or `inferred`: nobody states it.',
    },
    url: {
      oneOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' }, minItems: 1 }],
      description: 'Where it is stated.',
    },
    note: { type: 'string', description: 'What exactly is known, and what is not.' },
  },
  required: ['status'],
  additionalProperties: false,
};

export const hintsDefinition: JsonSchema = {
  title: 'Hints',
  description: 'MCP tool annotations, where the verb misleads.',
  type: 'object',
  properties: {
    read_only: { type: 'boolean', description: 'Changes nothing. Follows from GET and HEAD.' },
    destructive: {
      type: 'boolean',
      description: 'May overwrite or remove. Follows from DELETE, PUT and PATCH.',
    },
    idempotent: {
      type: 'boolean',
      description: 'A repetition changes nothing more. Follows from every verb but POST and PATCH.',
    },
    open_world: { type: 'boolean', description: 'Reaches beyond a closed system; true unless stated.' },
  },
  additionalProperties: false,
};

const itemField: JsonSchema = {
  oneOf: [
    expressionSchema('Finds the field in the upstream item.', RESPONSE_BINDINGS),
    {
      title: 'ItemField',
      type: 'object',
      properties: { value: expressionSchema('Finds the field in the upstream item.'), ...valueProperties },
      required: ['value'],
      additionalProperties: false,
    },
  ],
};

export const responseDefinition: JsonSchema = {
  title: 'ResponseDefinition',
  description: 'What becomes of the answer. `$` is the response body.',
  type: 'object',
  properties: {
    items: expressionSchema(
      'Finds the list of items: `data.contacts`. Makes the tool a list tool with `limit` and `next_cursor`.',
    ),
    item: {
      oneOf: [
        {
          type: 'array',
          minItems: 1,
          uniqueItems: true,
          items: { type: 'string', minLength: 1 },
          description: 'Fields to keep.',
        },
        {
          type: 'object',
          minProperties: 1,
          additionalProperties: itemField,
          description: 'Output name to JSONata.',
        },
        expressionSchema('JSONata for the whole item.'),
      ],
      description:
        'Maps one item, or the whole answer where there is no list: fields to keep, a mapping, or JSONata.',
    },
    format: {
      enum: ['auto', ...Object.keys(decoders)],
      default: 'auto',
      description:
        'What the answer is written in; `auto` goes by its content type. A page of HTML is an error unless this is `text`.',
    },
    fields_query: {
      type: 'string',
      minLength: 1,
      description:
        'Query parameter by which the API itself leaves out other fields; gets the chosen names, joined by commas.',
    },
    schema: {
      $ref: '#/definitions/value',
      description:
        'Schema of one item as the API gives it; becomes the output schema when there is no `item`.',
    },
  },
  additionalProperties: false,
};
