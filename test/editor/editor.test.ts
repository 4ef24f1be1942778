import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isObject, type JsonSchema } from '../../engine/json.ts';
import { adjustableRules } from '../../engine/lint/catalog.ts';
import { editorSchema } from '../../engine/schema/editor-schema.ts';
import { resolveSchema } from '../../engine/schema/examples.ts';
import { LanguageServer } from './language-server.ts';

const INTEGRATIONS = resolve(import.meta.dirname, '../../integrations');
const HEAD = 'ymcp: 1\nname: shop\nlabel: Shop\nbase_url: https://api.shop.example\n';
const RESOURCE = 'resource: orders\n';

let server: LanguageServer;
let documents = 0;
beforeAll(async () => {
  server = await LanguageServer.start();
});
afterAll(() => server.stop());

/** Opens a document that names the schema as our own files do; `¦` is where the cursor stands. */
async function opened(marked: string, file = 'integration.yaml') {
  documents += 1;
  const path = join(INTEGRATIONS, `editor-${documents}`, file);
  const schema = relative(resolve(path, '..'), join(INTEGRATIONS, 'integration.schema.json'));
  const text = `# yaml-language-server: $schema=${schema}\n${marked}`;
  const before = text.slice(0, text.indexOf('¦')).split('\n');
  const uri = pathToFileURL(path).href;
  const findings = await server.open(uri, text.replace('¦', ''));
  return { uri, findings, cursor: { line: before.length - 1, character: before.at(-1)?.length ?? 0 } };
}

describe('completion', () => {
  const complete = async (marked: string, file?: string) => {
    const { uri, cursor } = await opened(marked, file);
    return server.complete(uri, cursor);
  };

  test.each([
    [
      'auth schemes',
      `${HEAD}auth:\n  type: ¦`,
      ['none', 'bearer', 'basic', 'api_key', 'headers', 'session', 'oauth2'],
      [],
    ],
    [
      'keys of a session',
      `${HEAD}auth:\n  type: session\n  ¦`,
      ['login', 'headers', 'renew_on'],
      ['client_id', 'username'],
    ],
    [
      'keys of its login',
      `${HEAD}auth:\n  type: session\n  login:\n    ¦`,
      ['request', 'body', 'token'],
      ['renew_on'],
    ],
    ['keys of OAuth 2', `${HEAD}auth:\n  type: oauth2\n  ¦`, ['grant', 'token_url', 'scopes'], ['login']],
    [
      'pagination strategies',
      `${HEAD}pagination:\n  type: ¦`,
      ['offset', 'page', 'cursor', 'link_header', 'range'],
      [],
    ],
    [
      'keys of offset pagination',
      `${HEAD}pagination:\n  type: offset\n  ¦`,
      ['offset', 'limit', 'max_limit', 'total'],
      ['page'],
    ],
    ['keys of a file', `${HEAD}¦`, ['auth', 'pagination', 'limits', 'resources'], ['sandbox', 'cases']],
    [
      'keys of a method',
      `${RESOURCE}methods:\n  list:\n    ¦`,
      ['request', 'description', 'parameters', 'response'],
      ['steps'],
    ],
    [
      'keys of a parameter',
      `${RESOURCE}methods:\n  list:\n    request: GET /orders\n    parameters:\n      id:\n        ¦`,
      ['type', 'description', 'enum', 'in'],
      [],
    ],
    [
      'verification of an endpoint',
      `${RESOURCE}methods:\n  list:\n    request: GET /orders\n    source:\n      status: ¦`,
      ['documented', 'observed', 'inferred'],
      [],
    ],
    [
      'keys of a step',
      `${RESOURCE}methods:\n  list: GET /orders\nchains:\n  both:\n    description: x\n    steps:\n      - ¦`,
      ['name', 'method', 'arguments'],
      [],
    ],
    [
      'keys of a case',
      `method: orders.list\ncases:\n  - name: x\n    ¦`,
      ['arguments', 'exchanges', 'result', 'error'],
      ['request'],
    ],
  ])('offers %s', async (_, marked, offered, absent) => {
    const labels = [...(await complete(marked)).keys()];
    expect(labels).toEqual(expect.arrayContaining(offered));
    for (const label of absent) expect(labels).not.toContain(label);
  });

  test('says what each key means', async () => {
    const offered = await complete(`${HEAD}auth:\n  type: session\n  ¦`);
    expect(offered.get('renew_on')).toContain('Statuses that mean the token has expired');
  });
});

test.each([
  [`${HEAD}pagi¦nation:\n  type: offset\n  offset: skip\n`, 'Pages by the number of items to skip.'],
  [
    `${HEAD}pagination:\n  type: offset\n  offset: skip\n  max_¦limit: 100\n`,
    'The most items the API gives in one page',
  ],
  [`${HEAD}pagination:\n  ty¦pe: offset\n  offset: skip\n`, 'Pages by the number of items to skip.'],
  [
    `${HEAD}auth:\n  type: session\n  log¦in:\n    request: POST /login\n    token: token\n  headers: { X: "{{$token}}" }\n`,
    'The request that yields the token.',
  ],
  [`${RESOURCE}methods:\n  list:\n    requ¦est: GET /orders\n`, 'Verb and path after'],
])('hovering over %j explains it', async (marked, text) => {
  const { uri, cursor } = await opened(marked);
  expect(await server.hover(uri, cursor)).toContain(text);
});

test.each([
  [`${HEAD}¦paginaton:\n  type: none\n`, 'Property paginaton is not allowed.'],
  [
    `${HEAD}auth:\n  type: session\n  login:\n    request: POST /login\n    token: token\n    ¦tokn: x\n  headers: { X: y }\n`,
    'Property tokn is not allowed.',
  ],
  [
    `${HEAD}pagination:\n  type: offset\n  offset: skip\n  max_limit: ¦many\n`,
    'Incorrect type. Expected "integer".',
  ],
  [
    `${RESOURCE}methods:\n  list:\n    ¦requst: GET /orders\n    request: GET /orders\n`,
    'Property requst is not allowed.',
  ],
])('the mistake in %j is underlined where it is, and nothing else', async (marked, message) => {
  const { findings, cursor } = await opened(marked);
  expect(findings.map((one) => [one.message, one.range.start])).toEqual([[message, cursor]]);
});

const shipped = readdirSync(INTEGRATIONS, { recursive: true, encoding: 'utf8' }).filter(
  (name) => name.endsWith('.yaml') && statSync(join(INTEGRATIONS, name)).isFile(),
);

test('nothing is found wrong in the integrations that come with ymcp', async () => {
  expect(shipped.length).toBeGreaterThan(60);
  const found = await Promise.all(
    shipped.map(async (name) => {
      const path = join(INTEGRATIONS, name);
      const findings = await server.open(pathToFileURL(path).href, readFileSync(path, 'utf8'));
      return findings.map(({ message, range }) => `${name}:${range.start.line + 1}: ${message}`);
    }),
  );
  expect(found.flat()).toEqual([]);
});

test('every key in the schema has a description', () => {
  const lacking: string[] = [];
  const visit = (schema: unknown, path: string): void => {
    if (typeof schema !== 'object' || schema === null) return;
    for (const [keyword, value] of Object.entries(schema)) {
      // A condition is not shown to anyone.
      if (keyword === 'if') continue;
      visit(value, `${path}/${keyword}`);
      if (keyword !== 'properties' || path.endsWith('/properties') || !isObject(value)) continue;
      for (const [key, member] of Object.entries(value as Record<string, JsonSchema>))
        if (!(member.description ?? resolveSchema(member).description)) lacking.push(`${path}/${key}`);
    }
  };
  visit(editorSchema(adjustableRules), '#');
  expect(lacking).toEqual([]);
});
