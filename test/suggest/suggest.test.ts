import { expect, test } from 'vitest';
import { compileExpression } from '../../engine/expression/expression.ts';
import { plainPath } from '../../engine/expression/inspect.ts';
import { quotePath } from '../../engine/expression/quote.ts';
import { paginationStrategies, recognisePagination } from '../../engine/pagination/index.ts';
import { completeAuth, questionsFor, settingsIn } from '../../engine/suggest/auth.ts';
import { parseEndpoint } from '../../engine/suggest/endpoint.ts';
import { findList, findThing } from '../../engine/suggest/list.ts';
import { suggestMapping } from '../../engine/suggest/mapping.ts';
import { schemaOf } from '../../engine/suggest/schema.ts';

test.each([
  ['GET /contacts', 'contacts', 'list'],
  ['GET /api/v2/contacts?limit=5', 'contacts', 'list'],
  ['GET /lists/{list_id}/contacts', 'contacts', 'list'],
  ['GET /contacts/{id}', 'contacts', 'get'],
  ['PATCH /contacts/{id}', 'contacts', 'update'],
  ['DELETE /contacts/{id}', 'contacts', 'delete'],
  ['POST /contacts', 'contacts', 'create'],
  ['POST /contacts/{id}/send', 'contacts', 'send'],
  ['GET /mailing-lists', 'mailing_lists', 'list'],
  ['GET /lists/search/', 'lists', 'search'],
  ['GET /inventory', 'inventory', 'list'],
])('%s is %s.%s', (line, resource, method) => {
  expect(parseEndpoint(line)).toMatchObject({ resource, method });
});

test.each(['/contacts', 'FETCH /contacts', 'GET contacts', 'GET https://x.example/y'])(
  '%s is no endpoint',
  (line) => {
    expect(parseEndpoint(line)).toBeUndefined();
  },
);

const ROWS = [{ id: 1 }, { id: 2 }];

test.each<[string, unknown, string | undefined]>([
  ['the whole answer', ROWS, '$'],
  ['the one under a usual name', { data: ROWS, errors: [] }, 'data'],
  ['the one named like the resource', { data: { tags: ['a', 'b', 'c'], contacts: ROWS } }, 'data.contacts'],
  ['one of objects before one of words', { warnings: ['a'], people: ROWS }, 'people'],
  ['the one nearer to the root', { a: ROWS, b: { c: ROWS } }, 'a'],
  ['an empty one', { meta: {}, items: [] }, 'items'],
  ['one under an awkward name', { 'my-list': ROWS }, '`my-list`'],
  ['none', { id: 1, name: 'Ann' }, undefined],
  ['none in a word', 'hello', undefined],
])('the list is %s', async (_, body, expression) => {
  const found = findList(body, 'contacts');
  expect(found?.expression).toBe(expression);
  if (expression !== undefined)
    expect(await compileExpression(expression).evaluate(body)).toEqual(found?.items);
});

test('other lists are named, so that a wrong choice shows', () => {
  expect(findList({ data: ROWS, included: ROWS, tags: [] }, 'contacts')?.others).toEqual([
    'included',
    'tags',
  ]);
});

test('one thing is found inside what wraps it', () => {
  expect(findThing({ data: { id: 1 }, status: 'ok' }, 'contacts').path).toEqual(['data']);
  expect(findThing({ contact: { id: 1 } }, 'contacts').path).toEqual(['contact']);
  expect(findThing({ id: 1, company: { id: 2 } }, 'contacts').path).toEqual([]);
});

test.each<[unknown[], object]>([
  [[1, 2], { type: 'integer' }],
  [[1, 2.5], { type: 'number' }],
  [[1, null], { type: ['integer', 'null'] }],
  [['a', 1], { type: ['string', 'integer'] }],
  [[null, undefined], {}],
  [['2026-01-02T03:04:05Z'], { type: 'string', format: 'date-time' }],
  [['2026-01-02'], { type: 'string', format: 'date' }],
  [['ann@corp.dev', 'bob@corp.dev'], { type: 'string', format: 'email' }],
  [['ann@corp.dev', ''], { type: 'string' }],
  [['https://corp.dev/a'], { type: 'string', format: 'uri' }],
  [['8f14e45f-ceea-467f-a0f6-1c2d3e4f5a6b'], { type: 'string', format: 'uuid' }],
  [['Ann'], { type: 'string' }],
  [[['a'], []], { type: 'array', items: { type: 'string' } }],
  [[[]], { type: 'array' }],
  [[{ a: 1 }, { b: 'x' }], { type: 'object', properties: { a: { type: 'integer' }, b: { type: 'string' } } }],
])('%j have the schema %j', (values, schema) => {
  expect(schemaOf(values)).toEqual(schema);
});

test('every field is in the mapping or among what is left out, and finds its value', async () => {
  const item = {
    name: 'Ann',
    contact_id: 'c1',
    'E-Mail': 'ann@corp.dev',
    and: 1,
    company: { id: 7, name: 'Corp' },
    big: { a: { b: 1 } },
    tags: ['x'],
    note: null,
    _links: { self: 'https://corp.dev/1' },
    etag: 'abc',
  };
  const { fields, id, left, renamed, empty } = suggestMapping([
    item,
    { ...item, contact_id: 'c2', company: null },
  ]);
  expect(Object.keys(fields)).toEqual([
    'contact_id',
    'name',
    'E_Mail',
    'and',
    'company_id',
    'company_name',
    'big',
    'tags',
    'note',
  ]);
  expect(id).toBe('contact_id');
  expect(left.map(({ field }) => field)).toEqual(['_links', 'etag']);
  expect(renamed).toContainEqual({ from: 'E-Mail', to: 'E_Mail' });
  expect(empty).toEqual(['note']);
  const found: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields))
    found[name] = await compileExpression(typeof field === 'string' ? field : field.value).evaluate(item);
  expect(found).toEqual({
    contact_id: 'c1',
    name: 'Ann',
    E_Mail: 'ann@corp.dev',
    and: 1,
    company_id: 7,
    company_name: 'Corp',
    big: { a: { b: 1 } },
    tags: ['x'],
    note: null,
  });
});

test('names that would be the same are told apart', () => {
  expect(Object.keys(suggestMapping([{ 'a-b': 1, 'a b': 2, a_b: 3 }]).fields)).toEqual([
    'a_b',
    'a_b_2',
    'a_b_3',
  ]);
});

test.each(['plain', 'E-Mail', 'and', 'a`b', '1st', 'ä', ''])('a path to %j finds it', async (name) => {
  const source = quotePath(['outer', name]);
  expect(await compileExpression(source).evaluate({ outer: { [name]: 'here' } })).toBe('here');
});

const page = (
  body: unknown,
  more: { headers?: Record<string, string>; query?: Record<string, string> } = {},
) => recognisePagination({ body, headers: {}, query: {}, count: 2, ...more })[0]?.config;

test.each<[string, object | undefined, unknown, Parameters<typeof page>[1]]>([
  [
    'cursor',
    { type: 'cursor', cursor: 'page_token', next: 'next_page_token', limit: 'max_results', max_limit: 2 },
    { items: ROWS, next_page_token: 'abc' },
    { query: { max_results: '2' } },
  ],
  [
    'cursor',
    { type: 'cursor', cursor: 'after', next: 'meta.endCursor' },
    { data: ROWS, meta: { endCursor: 'x' } },
    {},
  ],
  [
    'next_url',
    { type: 'next_url', next: 'links.next', limit: 'per_page', max_limit: 2, total: 'total' },
    { data: ROWS, links: { next: 'https://x.example/a?page=2&per_page=2' }, total: 9 },
    {},
  ],
  [
    'next_url',
    { type: 'next_url', next: '_links.next.href' },
    { _links: { next: { href: '/a?page=2' } } },
    {},
  ],
  [
    'next_url',
    { type: 'next_url', next: 'next', total: 'count' },
    { count: 9, next: 'https://x.example/?page=2', previous: null, results: ROWS },
    {},
  ],
  [
    'link_header',
    { type: 'link_header', limit: 'per_page', max_limit: 2 },
    ROWS,
    { headers: { link: '<https://x.example/a?page=2&per_page=2>; rel="next"' } },
  ],
  ['range', { type: 'range', max_limit: 2 }, ROWS, { headers: { 'content-range': 'items 0-1/9' } }],
  [
    'offset',
    { type: 'offset', offset: 'skip', limit: 'limit', max_limit: 2, total: 'total' },
    { total: 9, skip: 0, limit: 2, data: ROWS },
    {},
  ],
  [
    'page',
    { type: 'page', page: 'page', limit: 'per_page', max_limit: 2, total: 'meta.total' },
    { meta: { current_page: 1, per_page: 2, total: 9 }, data: ROWS },
    {},
  ],
  ['page', { type: 'page', page: 'p', first: 0 }, { data: ROWS }, { query: { p: '0' } }],
  ['none', undefined, { data: ROWS, next: null }, {}],
  [
    'none',
    undefined,
    ROWS,
    { headers: { 'content-range': 'bytes 0-1/9', link: '<https://x.example>; rel="first"' } },
  ],
])('a page that shows %s is recognised', (_, config, body, more) => {
  expect(page(body, more)).toEqual(config);
});

test('what is recognised compiles, and goes to the next page', async () => {
  const body = { data: ROWS, meta: { next_cursor: 'abc' } };
  const [found] = recognisePagination({ body, headers: {}, query: {}, count: 2 });
  const strategy = paginationStrategies.find(({ type }) => type === found?.config.type);
  const next = await strategy?.compile(found?.config as never).next(
    {
      state: {},
      count: 2,
      size: 2,
      body,
      headers: {},
      url: new URL('https://x.example'),
      bindings: {},
    },
    undefined,
  );
  expect(next).toEqual({ cursor: 'abc' });
  expect(found?.doubts).toEqual(['the query parameter `cursor` is a guess from the field `next_cursor`.']);
});

test('questions follow from the schema of a scheme, and from the answers before', () => {
  const keys = (type: string, known = {}) => questionsFor(type, known).map(({ key }) => key);
  expect(keys('none')).toEqual([]);
  expect(keys('bearer')).toEqual(['token']);
  expect(keys('api_key', { name: 'X-Key' })).toEqual(['in', 'key']);
  expect(keys('session')).toEqual(['login.request', 'login.token', 'headers']);
  expect(keys('session', { login: { request: 'POST /login' } })).toEqual(['login.token', 'headers']);
  expect(keys('oauth2')).toEqual(['grant', 'token_url']);
  expect(keys('oauth2', { grant: 'client_credentials', token_url: 'x' })).toEqual([
    'client_id',
    'client_secret',
  ]);
  expect(keys('oauth2', { grant: 'authorization_code', token_url: 'x' })).toEqual([
    'authorization_url',
    'client_id',
  ]);
});

test('a login that names no credential takes the ones that its schema shows', () => {
  const login = { request: 'POST /login', token: 'token' };
  expect(completeAuth('session', { login, headers: { x: '{{$token}}' } })).toMatchObject({
    login: { ...login, body: { username: '{{$account.username}}', password: '{{$account.password}}' } },
  });
  const own = { ...login, body: { u: '{{$account.user}}' } };
  expect(completeAuth('session', { login: own, headers: {} })).toMatchObject({ login: own });
});

test('settings are those that the templates name; only what tells no secret is readable', () => {
  const account = settingsIn(
    ['https://{{$account.region}}.x.example', { a: ['{{$account.api_key}}'] }],
    'Shop',
  );
  expect(account?.required).toEqual(['region', 'api_key']);
  expect(account?.properties.region?.writeOnly).toBeUndefined();
  expect(account?.properties.api_key).toMatchObject({
    writeOnly: true,
    description: 'API key of the Shop account.',
  });
  expect(settingsIn(['https://x.example'], 'Shop')).toBeUndefined();
});

test.each([
  ['data.token', { root: '', names: ['data', 'token'] }],
  ['token', { root: '', names: ['token'] }],
  ['$headers.`x-token`', { root: 'headers', names: ['x-token'] }],
  ['data[0].token', undefined],
  ['$uppercase(token)', undefined],
])('%s as a plain path', (source, path) => {
  expect(plainPath(source)).toEqual(path);
});
