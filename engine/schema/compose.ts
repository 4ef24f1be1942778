import type { JsonSchema } from '../json.ts';
import { caseDefinition, caseFile, exchangeDefinition, setupDefinition } from './case.ts';
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
  case_file: caseFile,
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
  case: caseDefinition,
  setup: setupDefinition,
  exchange: exchangeDefinition,
  value: valueDefinition,
} satisfies Record<string, JsonSchema>;

/** What a YAML file can be; each has a schema under `definitions`. */
export type FileKind = 'integration_file' | 'resource_file' | 'sandbox_file' | 'case_file';

/** The schema of a file by the key that tells its kind; one without any of these keys is an integration. */
function kindByKey([first, ...rest]: readonly (readonly [key: string, kind: FileKind])[]): JsonSchema {
  if (!first) return { $ref: '#/definitions/integration_file' };
  const [key, kind] = first;
  // biome-ignore lint/suspicious/noThenProperty: `then` is a JSON Schema keyword.
  return { if: { required: [key] }, then: { $ref: `#/definitions/${kind}` }, else: kindByKey(rest) };
}

/** The whole format as one draft-07 schema: every other description of the format is derived from it. */
export const formatSchema: JsonSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'YmcpFile',
  description: 'A file of a ymcp integration.',
  ...kindByKey([
    ['resource', 'resource_file'],
    ['sandbox', 'sandbox_file'],
    ['cases', 'case_file'],
    ['setup', 'case_file'],
  ]),
  definitions,
};
