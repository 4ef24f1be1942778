import type { JsonSchema } from '../json.ts';
import { chainDefinition, stepDefinition } from './chain.ts';
import {
  accountDefinition,
  authDefinition,
  integrationFile,
  paginationDefinition,
  resourceFile,
  resourceName,
} from './integration.ts';
import {
  bodyFormat,
  hintsDefinition,
  methodDefinition,
  methodLongForm,
  parameterDefinition,
  queryArrays,
  responseDefinition,
  sourceDefinition,
} from './method.ts';
import { promptDefinition } from './prompt.ts';
import { limitsDefinition, rateLimitDefinition, retryDefinition } from './resilience.ts';
import { guardDefinition, sandboxFile } from './sandbox.ts';
import { valueDefinition } from './values.ts';

const definitions = {
  integration_file: integrationFile,
  resource_file: resourceFile,
  sandbox_file: sandboxFile,
  account: accountDefinition,
  auth: authDefinition,
  pagination: paginationDefinition,
  limits: limitsDefinition,
  retry: retryDefinition,
  rate_limit: rateLimitDefinition,
  resource_name: resourceName,
  method: methodDefinition,
  method_definition: methodLongForm,
  prompt: promptDefinition,
  chain: chainDefinition,
  step: stepDefinition,
  parameter: parameterDefinition,
  body_format: bodyFormat,
  query_arrays: queryArrays,
  response: responseDefinition,
  source: sourceDefinition,
  hints: hintsDefinition,
  guard: guardDefinition,
  value: valueDefinition,
} satisfies Record<string, JsonSchema>;

/** What a YAML file can be; each has a schema under `definitions`. */
export type FileKind = 'integration_file' | 'resource_file' | 'sandbox_file';

/** The whole format as one draft-07 schema: every other description of the format is derived from it. */
export const formatSchema: JsonSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'YmcpFile',
  description: 'A file of a ymcp integration.',
  if: { required: ['resource'] },
  // biome-ignore lint/suspicious/noThenProperty: `then` is a JSON Schema keyword.
  then: { $ref: '#/definitions/resource_file' },
  else: {
    if: { required: ['sandbox'] },
    // biome-ignore lint/suspicious/noThenProperty: `then` is a JSON Schema keyword.
    then: { $ref: '#/definitions/sandbox_file' },
    else: { $ref: '#/definitions/integration_file' },
  },
  definitions,
};
