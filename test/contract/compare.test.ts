import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changesIn, compareContracts, type Version } from '../../engine/contract/compare.ts';
import { type Contract, contractOf, requestsOf } from '../../engine/contract/contract.ts';
import { integrationFrom } from '../support/integration.ts';

const versionOf = (yaml: string): Version => {
  const integration = integrationFrom(yaml);
  return { contract: contractOf(integration), requests: requestsOf(integration) };
};

const HEAD = 'ymcp: 1\nname: shop\nlabel: Shop\nbase_url: https://shop.example\n';
const withMethods = (methods: string, more = '') =>
  versionOf(`${HEAD}${more}resources: { orders: { methods: { ${methods} } } }\n`);

/** Changes as lines: `breaking arguments.id: the argument is new`. */
const lines = (before: Version, after: Version) =>
  changesIn(compareContracts(before, after)).map(({ impact, place, what }) => `${impact} ${place}: ${what}`);

const find = (schemas: string, required = '') =>
  withMethods(
    `find: { description: Finds orders., request: POST /find, required: [${required}], parameters: { ${schemas} } }`,
  );

test.each([
  ['an argument', 'a: { type: string }', '', 'safe arguments.b: the argument is new'],
  [
    'a required argument',
    'a: { type: string }',
    'b',
    'breaking arguments.b: the argument is new and required',
  ],
])('adding %s', (_, before, required, line) => {
  expect(lines(find(before), find(`${before}, b: { type: integer }`, required))).toEqual([line]);
});

const NARROWER = [
  ['type: [string, "null"]', 'type: string', 'type'],
  ['type: number', 'type: integer', 'type'],
  ['description: x', 'type: integer, description: x', 'type'],
  ['enum: [a, b]', 'enum: [a]', 'enum'],
  ['type: string', 'type: string, enum: [a]', 'enum'],
  ['minimum: 1', 'minimum: 2', 'minimum'],
  ['type: integer', 'type: integer, exclusiveMinimum: 2', 'exclusiveMinimum'],
  ['maximum: 9', 'maximum: 8', 'maximum'],
  ['minLength: 1', 'minLength: 2', 'minLength'],
  ['type: string', 'type: string, maxLength: 2', 'maxLength'],
  ['type: array, minItems: 1', 'type: array, minItems: 2', 'minItems'],
  ['type: array, maxItems: 3', 'type: array, maxItems: 2', 'maxItems'],
  ['type: array', 'type: array, uniqueItems: true', 'uniqueItems'],
  ['type: string', 'type: string, pattern: "^a"', 'pattern'],
  ['type: string', 'type: string, format: date', 'format'],
  ['type: integer, multipleOf: 2', 'type: integer, multipleOf: 4', 'multipleOf'],
  ['type: object', 'type: object, additionalProperties: false', 'additionalProperties'],
  ['anyOf: [{ type: string }, { type: integer }]', 'anyOf: [{ type: string }]', 'anyOf'],
  ['allOf: [{ minimum: 1 }]', 'allOf: [{ minimum: 1 }, { maximum: 2 }]', 'allOf'],
] as const;

test.each(NARROWER)('%s to %s lets less pass, and back lets more pass', (wide, narrow, keyword) => {
  const [before, after] = [find(`a: { ${wide} }`), find(`a: { ${narrow} }`)];
  expect(lines(before, after)).toEqual([`breaking arguments.a: \`${keyword}\` lets less pass`]);
  expect(lines(after, before)).toEqual([`safe arguments.a: \`${keyword}\` lets more pass`]);
});

test.each([
  ['type: string', 'type: integer', 'breaking arguments.a: `type` is another'],
  ['enum: [a, b]', 'enum: [b, c]', 'breaking arguments.a: `enum` is another'],
  ['pattern: "^a"', 'pattern: "^b"', 'review arguments.a: `pattern` is another'],
  ['format: date', 'format: email', 'breaking arguments.a: `format` is another'],
  ['type: integer', 'type: integer, default: 3', 'review arguments.a: `default` is new'],
  ['description: One.', 'description: Two.', 'review arguments.a: `description` is another'],
  ['title: One', 'title: Two', 'safe arguments.a: `title` is another'],
])('%s to %s', (before, after, line) => {
  expect(lines(find(`a: { ${before} }`), find(`a: { ${after} }`))).toEqual([line]);
});

test('objects and items are compared as deep as they go', () => {
  const deep = (inner: string) =>
    find(`a: { type: array, items: { type: object, properties: { b: { type: object, ${inner} } } } }`);
  expect(
    lines(
      deep('properties: { c: { type: string }, old: { type: integer } }, additionalProperties: false'),
      deep(
        'required: [c, d], properties: { c: { type: string, maxLength: 2 }, d: { type: "null" } }, additionalProperties: false',
      ),
    ),
  ).toEqual([
    'breaking arguments.a[].b.old: the argument is gone',
    'breaking arguments.a[].b.d: the argument is new and required',
    'breaking arguments.a[].b.c: the argument is required now',
    'breaking arguments.a[].b.c: `maxLength` lets less pass',
  ]);
});

test('a required argument with a default may still be left out', () => {
  const before = find('a: { type: integer, default: 1 }');
  expect(lines(before, find('a: { type: integer, default: 1 }', 'a'))).toEqual([
    'safe arguments.a: the argument is required now',
  ]);
});

test.each([
  ['almost the same name', 'orderId: { type: string }', 'order_id: { type: string }'],
  [
    'the same description',
    'q: { type: string, description: Words. }',
    'text: { type: string, description: Words. }',
  ],
])('an argument of %s and the same shape is a renamed one', (_, before, after) => {
  const [name, other] = [before, after].map((one) => one.split(':')[0]);
  expect(lines(find(before), find(after))).toEqual([
    `breaking arguments.${name}: the argument is called \`${other}\` now`,
  ]);
});

test('an argument of another shape is a removed and a new one', () => {
  expect(lines(find('orderId: { type: string }'), find('order_id: { type: integer }'))).toEqual([
    'breaking arguments.orderId: the argument is gone',
    'safe arguments.order_id: the argument is new',
  ]);
});

const get = (item: string) =>
  withMethods(`get: { description: One order., request: GET /orders/1, response: { item: ${item} } }`);

test('in a result, fewer fields break and more do not', () => {
  const [small, large] = [get('{ id: id }'), get('{ id: id, state: state }')];
  expect(lines(small, large)).toEqual(['safe result.state: the field is new']);
  expect(lines(large, small)).toEqual(['breaking result.state: the field is gone']);
});

test('in a result, a wider type is for review and a narrower one is safe', () => {
  const [narrow, wide] = ['integer', 'number'].map((type) => get(`{ id: { value: id, type: ${type} } }`));
  expect(lines(narrow!, wide!)).toEqual(['review result.id: `type` lets more pass']);
  expect(lines(wide!, narrow!)).toEqual(['safe result.id: `type` lets less pass']);
});

test('a tool that is gone breaks, a new one does not', () => {
  const one = withMethods('get: "GET /orders/{id}"');
  const two = withMethods('get: "GET /orders/{id}", list: GET /orders');
  expect(lines(one, two)).toEqual(['safe name: the tool is new']);
  expect(lines(two, one)).toEqual(['breaking name: the tool is gone']);
});

test('a tool is known again by its method', () => {
  const named = (tool: string) => withMethods(`get: { description: x., tool: ${tool}, request: "GET /a" }`);
  const { tools } = compareContracts(
    { contract: named('one').contract },
    { contract: named('two').contract },
  );
  expect(tools).toMatchObject([
    { was: 'one', tool: 'two', status: 'renamed', changes: [{ impact: 'breaking' }] },
  ]);
});

test('a tool is known again by its request, unless two make the same', () => {
  const one = withMethods('find: { description: x., title: X, request: GET /a }');
  const other = withMethods('search: { description: x., title: X, request: GET /a }');
  expect(compareContracts(one, other).tools.map(({ status }) => status)).toEqual(['renamed']);
  const both = withMethods('search: GET /a, seek: GET /a');
  expect(compareContracts(one, both).tools.map(({ status }) => status)).toEqual([
    'removed',
    'added',
    'added',
  ]);
});

const write = (readOnly: boolean) =>
  withMethods(`find: { description: x., request: POST /a, hints: { read_only: ${readOnly} } }`);

test('a tool that reads no longer only breaks those who are limited to reading', () => {
  const [reads, writes] = [write(true), write(false)];
  expect(lines(reads, writes)).toContain('breaking annotations.readOnlyHint: `readOnlyHint` is another');
  expect(lines(writes, reads)).toContain('review annotations.readOnlyHint: `readOnlyHint` is another');
});

test('titles, descriptions and tags', () => {
  const tool = (more: string) => withMethods(`find: { request: GET /a, ${more} }`);
  expect(
    lines(
      tool('title: One, description: One., tags: [a, b]'),
      tool('title: Two, description: Two., tags: [b, c]'),
    ).sort(),
  ).toEqual([
    'breaking tags: the tag `a` is gone',
    'review description: the description is another',
    'review tags: the tag `c` is new',
    'safe title: the title is another',
  ]);
});

const shared = (more: string) => withMethods('get: GET /a', more);

test.each([
  ['', 'account: { properties: { a: { type: string } } }', 'safe account.a: the setting is new'],
  [
    'account: { properties: { a: { type: string } } }',
    'account: { required: [a], properties: { a: { type: string } } }',
    'breaking account.a: the setting is required now',
  ],
  [
    'account: { properties: { a: { env: A } } }',
    'account: { properties: { a: { env: B } } }',
    'breaking account.a: `env` is another',
  ],
  [
    'account: { properties: { a: { writeOnly: true } } }',
    'account: { properties: { a: {} } }',
    'review account.a: `writeOnly` is gone',
  ],
  ['instructions: One.', 'instructions: Two.', 'review instructions: the instructions are others'],
  ['', 'prompts: { p: { text: Hi. } }', 'safe prompts.p: the prompt is new'],
  ['prompts: { p: { text: Hi. } }', '', 'breaking prompts.p: the prompt is gone'],
  [
    'prompts: { p: { text: Hi. } }',
    'prompts: { p: { text: Ho. } }',
    'review prompts.p.text: the text is another',
  ],
  [
    'prompts: { p: { text: Hi. } }',
    'prompts: { p: { text: Hi., arguments: { a: { required: true } } } }',
    'breaking prompts.p.arguments.a: the argument is new and required',
  ],
])('%s to %s', (before, after, line) => {
  expect(lines(shared(`${before}\n`), shared(`${after}\n`))).toEqual([line]);
});

const ipost = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../integrations/ipost/contract.json'), 'utf8'),
) as Contract;

/** Paths to everything in a value that is no object and no list. */
function leaves(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, member]) => leaves(member, [...path, key]));
}
const PATHS = leaves(ipost).filter(([first]) => first !== 'integration');

const valueAt = (path: readonly string[]): unknown =>
  path.reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], ipost);

function edited(path: readonly string[], edit: 'drop' | 'replace'): Contract {
  const copy = structuredClone(ipost);
  const owner = path
    .slice(0, -1)
    .reduce((at, key) => at[key] as never, copy as unknown as Record<string, unknown>);
  const key = path.at(-1) ?? '';
  if (edit === 'replace') owner[key] = typeof owner[key] === 'boolean' ? !owner[key] : `${owner[key]} other`;
  else if (Array.isArray(owner)) owner.splice(Number(key), 1);
  else delete owner[key];
  return copy;
}

test('no single edit of a contract goes unseen', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...PATHS),
      fc.constantFrom('drop' as const, 'replace' as const),
      (path, edit) => {
        // What is left out is true.
        fc.pre(edit !== 'drop' || path.at(-1) !== 'additionalProperties' || valueAt(path) !== true);
        const diff = compareContracts({ contract: ipost }, { contract: edited(path, edit) });
        expect(changesIn(diff), `${edit} ${path.join('.')}`).not.toEqual([]);
      },
    ),
    { numRuns: 300 },
  );
});

test('a contract is the same as itself, whatever the order of its keys', () => {
  const turned = (value: unknown): unknown =>
    typeof value !== 'object' || value === null
      ? value
      : Array.isArray(value)
        ? value.map(turned)
        : Object.fromEntries(
            Object.entries(value)
              .reverse()
              .map(([key, member]) => [key, turned(member)]),
          );
  const diff = compareContracts({ contract: ipost }, { contract: turned(ipost) as Contract });
  expect(changesIn(diff)).toEqual([]);
});
