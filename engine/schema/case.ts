import { templateSchema } from '../expression/fragment.ts';
import { VERBS } from '../http/request-line.ts';
import type { JsonSchema } from '../json.ts';

const expected = (description: string, more: JsonSchema = {}): JsonSchema =>
  templateSchema(
    `${description} A string that is one whole \`{{ condition }}\` is JSONata that must be true of the value, as \`$\`.`,
    [],
    more,
  );

export const exchangeDefinition: JsonSchema = {
  title: 'Exchange',
  description: 'A request that must be made, and the answer it is given.',
  type: 'object',
  properties: {
    request: {
      type: 'string',
      pattern: `^(${VERBS.join('|')}) (/|https?://)\\S*$`,
      description: 'Verb and URL, query included; a path goes after the `base_url` of the setup.',
    },
    headers: expected(
      'Headers of the request beside those of the setup; `null` means that one of the setup is not sent.',
      { type: 'object' },
    ),
    body: expected('Body of the request: data for JSON and forms, else text; left out for none.'),
    respond: {
      title: 'Respond',
      description: 'The answer.',
      type: 'object',
      properties: {
        status: { type: 'integer', minimum: 100, maximum: 599, default: 200, description: 'HTTP status.' },
        headers: {
          type: 'object',
          additionalProperties: { type: ['string', 'number'] },
          description: 'Headers of the answer.',
        },
        body: {
          description: 'Body, sent as JSON; a string beside a `content-type` of its own is sent as it is.',
        },
        reset: { const: true, description: 'The connection is cut instead.' },
      },
      additionalProperties: false,
    },
    times: { type: 'integer', minimum: 1, default: 1, description: 'How often it must be made.' },
  },
  required: ['request'],
  additionalProperties: false,
};

const exchanges = (description: string): JsonSchema => ({
  type: 'array',
  items: { $ref: '#/definitions/exchange' },
  description,
});

export const setupDefinition: JsonSchema = {
  title: 'CaseSetup',
  description: 'What cases share. That of `cases/setup.yaml` holds for all, that of a file for its own.',
  type: 'object',
  properties: {
    account: { type: 'object', description: 'Settings of the account that calls.' },
    base_url: {
      type: 'string',
      pattern: '^https?://\\S+$',
      description: "What paths of requests go after, written out, which also checks the integration's own.",
    },
    headers: expected('Headers of every request but standing ones.', { type: 'object' }),
    standing: exchanges('Requests that may be made at any time, as often as wanted, such as a login.'),
  },
  additionalProperties: false,
};

export const caseDefinition: JsonSchema = {
  title: 'CaseDefinition',
  description:
    'One call: its arguments, the requests it must make, the answers it is given, and its outcome.',
  type: 'object',
  properties: {
    name: { type: 'string', minLength: 1, description: 'What the case shows, in a few words.' },
    method: {
      type: 'string',
      pattern: '^[a-z][a-z0-9_]*\\.[a-z][a-z0-9_]*$',
      description: 'The method or chain called, as `resource.method`; that of the file when left out.',
    },
    arguments: { type: 'object', description: 'Arguments of the tool.' },
    confirmed: { type: 'boolean', default: false, description: 'Whether the user agrees when asked.' },
    exchanges: exchanges(
      'Requests that must be made, in any order; of those that are alike, the first is answered first.',
    ),
    result: expected('What the tool returns.', { type: 'object' }),
    error: expected('How the tool fails: `code`, and any of `message`, `status` and the other details.', {
      type: 'object',
      properties: { code: { type: 'string', description: 'Code of the error.' } },
      required: ['code'],
    }),
    recorded: {
      enum: ['sandbox', 'live'],
      description: 'Where `ymcp record` took the answers from; left out where they were written by hand.',
    },
  },
  required: ['name'],
  anyOf: [{ required: ['result'] }, { required: ['error'] }],
  additionalProperties: false,
};

export const caseFile: JsonSchema = {
  title: 'CaseFile',
  description: 'Offline tests of an integration, run by `ymcp test`.',
  type: 'object',
  properties: {
    method: {
      type: 'string',
      pattern: '^[a-z][a-z0-9_]*\\.[a-z][a-z0-9_]*$',
      description: 'The method or chain that the cases call, as `resource.method`.',
    },
    setup: { $ref: '#/definitions/setup' },
    cases: { type: 'array', minItems: 1, items: { $ref: '#/definitions/case' }, description: 'The cases.' },
  },
  anyOf: [{ required: ['cases'] }, { required: ['setup'] }],
  additionalProperties: false,
};
