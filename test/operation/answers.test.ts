import { afterEach, describe, expect, test } from 'vitest';
import type { Outcome } from '../../engine/operation/catalog.ts';
import { catalogOf, integrationFrom } from '../support/integration.ts';
import { type Answer, json, startUpstream, type Upstream } from '../support/upstream.ts';

let upstream: Upstream;
afterEach(() => upstream.close());

const PEOPLE = Array.from({ length: 500 }, (_, index) => ({
  id: index,
  name: `person ${index}`,
  active: index % 3 === 0,
  note: 'x'.repeat(200),
}));

const pages: Answer = ({ path }, response) => {
  const url = new URL(path, 'http://x');
  const start = Number(url.searchParams.get('start') ?? 0);
  const limit = Number(url.searchParams.get('limit') ?? 100);
  json(response, 200, { data: PEOPLE.slice(start, start + limit), total: PEOPLE.length });
};

async function open(answer: Answer = pages, extra = 'limits: { output_bytes: 10000 }') {
  upstream = await startUpstream(answer);
  const yaml = `
ymcp: 1
name: roomy
label: Roomy
base_url: ${upstream.url}
${extra}
pagination: { type: offset, offset: start, limit: limit, max_limit: 100, total: total }
resources:
  people:
    methods:
      list:
        request: GET /people
        response: { items: data, item: { ID: id, Name: name, Active: active, Note: note }, fields_query: only }
      get: GET /people/{id}
`;
  const catalog = catalogOf(integrationFrom(yaml), {});
  return (args: Record<string, unknown> = {}, tool = 'list_all_roomy_people') => catalog.call(tool, args);
}

function value(outcome: Outcome): Record<string, unknown> {
  if ('error' in outcome) throw outcome.error;
  return outcome.value;
}
const people = (outcome: Outcome) => value(outcome).result as { ID: number; [field: string]: unknown }[];
const errorOf = (outcome: Outcome) =>
  'error' in outcome ? `${outcome.error.code}: ${outcome.error.message}` : 'ok';

describe('a list over the budget', () => {
  test('is cut before an item, says so, and goes on exactly there', async () => {
    const call = await open();
    const seen: number[] = [];
    let cursor: unknown;
    do {
      const outcome = await call({ limit: 10_000, ...(cursor !== undefined && { next_cursor: cursor }) });
      seen.push(...people(outcome).map(({ ID }) => ID));
      expect(Buffer.byteLength('text' in outcome ? outcome.text : '')).toBeLessThan(10_500);
      expect(JSON.parse('text' in outcome ? outcome.text : '')).toEqual(value(outcome));
      cursor = value(outcome).next_cursor ?? undefined;
      if (cursor) expect(value(outcome).note).toMatch(/^Cut after \d+ items, at 10000 bytes/);
    } while (cursor);
    expect(seen).toEqual(PEOPLE.map(({ id }) => id));
  });

  test('with an item that alone exceeds the budget still goes on', async () => {
    const call = await open(pages, 'limits: { output_bytes: 50 }');
    expect(people(await call({ limit: 3 }))).toHaveLength(1);
  });

  test('stops at a page when its time is up, and goes on by cursor', async () => {
    const call = await open(
      (request, response) => setTimeout(() => pages(request, response), 300),
      'limits: { walk_ms: 450, output_bytes: 1000000 }',
    );
    const first = await call({ limit: 500 });
    expect(people(first)).toHaveLength(200);
    expect(people(await call({ limit: 500, next_cursor: value(first).next_cursor })).at(0)?.ID).toBe(200);
  });
});

describe('fields', () => {
  test('are all that is returned, and the API is asked for no more', async () => {
    const call = await open();
    expect(people(await call({ limit: 2, fields: ['ID', 'Name'] }))).toEqual([
      { ID: 0, Name: 'person 0' },
      { ID: 1, Name: 'person 1' },
    ]);
    expect(upstream.received[0]?.path).toContain('only=id%2Cname');
  });

  test('that do not exist are refused with those that do', async () => {
    const call = await open();
    expect(errorOf(await call({ fields: ['Nmae'] }))).toMatch(/invalid_arguments: .*did you mean `Name`/);
    expect(upstream.received).toEqual([]);
  });
});

describe('transform', () => {
  test('works over all items gathered and returns little', async () => {
    const call = await open();
    const outcome = await call({
      limit: 10_000,
      transform: '{"active": $count($[Active]), "ids": [ID[$ < 3]]}',
    });
    expect(value(outcome)).toEqual({
      result: { active: 167, ids: [0, 1, 2] },
      result_count: 500,
      next_cursor: null,
    });
    expect('text' in outcome && JSON.parse(outcome.text)).toEqual(value(outcome));
  });

  test('that finds nothing is null', async () => {
    const call = await open();
    expect(value(await call({ transform: 'nothing' })).result).toBeNull();
  });

  test.each([
    ['ID[', 'is not JSONata'],
    ['$eval("1")', '`$eval` is not available'],
    ['$acount.password', '`$acount` is not available'],
    ['$account.password', '`$account` is not available'],
  ])('%s is refused before anything is fetched', async (transform, words) => {
    const call = await open();
    expect(errorOf(await call({ transform }))).toContain(words);
    expect(upstream.received).toEqual([]);
  });

  test.each([
    [
      'a regular expression that blows up',
      '$contains("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", /^(a+)+$/)',
      'takes longer than',
    ],
    ['an endless recursion', '($f := function($n) { $f($n + 1) }; $f(0))', 'takes longer than'],
    ['a giant string', '($s := $pad("a", 1000000); $join([1..100000].$s))', '`transform`'],
    ['a failing function', '$number("x")', 'failed: "x" cannot be made a number'],
    ['a result over the budget', 'Note', 'bytes of 500 items but a result has at most 10000'],
  ])('%s ends as an error that names transform', async (_, transform, words) => {
    const call = await open();
    expect(errorOf(await call({ limit: 500, transform }))).toMatch(/^invalid_arguments: `transform`/);
    expect(errorOf(await call({ limit: 500, transform }))).toContain(words);
  });
});

test('an answer that is no list is cut in its largest list, and says what was cut', async () => {
  const call = await open((_, response) => json(response, 200, { id: 1, history: PEOPLE, tags: ['a'] }));
  const { history, cut, ...rest } = value(await call({ id: '1' }, 'get_single_roomy_person_by_id'));
  expect(rest).toEqual({ id: 1, tags: ['a'] });
  expect(cut).toEqual([{ path: '/history', kept: (history as unknown[]).length, of: 500 }]);
  expect(JSON.stringify(history).length).toBeLessThan(10_000);
});
