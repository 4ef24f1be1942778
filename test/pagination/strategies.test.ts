import { afterEach, expect, test } from 'vitest';
import type { Outcome } from '../../engine/operation/catalog.ts';
import { catalogOf, integrationFrom } from '../support/integration.ts';
import { type Answer, json, startUpstream, type Upstream } from '../support/upstream.ts';

const ITEMS = Array.from({ length: 250 }, (_, index) => ({ id: index }));
const TOOL = 'list_all_paged_things';

let upstream: Upstream;
afterEach(() => upstream.close());

/** A list tool with this `pagination:` block over an upstream with this behaviour. */
async function open(pagination: string, answer: Answer) {
  upstream = await startUpstream(answer);
  const yaml = `
ymcp: 1
name: paged
label: Paged
base_url: ${upstream.url}/v1
pagination: ${pagination}
response: { items: data }
resources: { things: { methods: { list: GET /things } } }
`;
  const catalog = catalogOf(integrationFrom(yaml), {});
  return (args: Record<string, unknown> = {}) => catalog.call(TOOL, args);
}

const query = (path: string, name: string) => new URL(path, 'http://x').searchParams.get(name) ?? undefined;
const number = (path: string, name: string, otherwise: number) => Number(query(path, name) ?? otherwise);

function ids(outcome: Outcome): number[] {
  if ('error' in outcome) throw outcome.error;
  return (outcome.value.result as { id: number }[]).map(({ id }) => id);
}

const cursorOf = (outcome: Outcome) =>
  'error' in outcome ? undefined : (outcome.value.next_cursor as string | null);
const errorOf = (outcome: Outcome) =>
  'error' in outcome ? `${outcome.error.code}: ${outcome.error.message}` : 'ok';
const ALL = ITEMS.map(({ id }) => id);

const byOffset: Answer = ({ path }, response) => {
  const start = number(path, 'start', 0);
  json(response, 200, {
    data: ITEMS.slice(start, start + Math.min(60, number(path, 'limit', 20))),
    total: 250,
  });
};
const byPage: Answer = ({ path }, response) => {
  const size = number(path, 'count', 20);
  const start = (number(path, 'page', 1) - 1) * size;
  json(response, 200, { data: ITEMS.slice(start, start + size), total: 250 });
};
const byCursor: Answer = ({ path }, response) => {
  const start = number(path, 'after', 0);
  const end = start + number(path, 'limit', 30);
  json(response, 200, { data: ITEMS.slice(start, end), next: end < 250 ? String(end) : null });
};
const byLink: Answer = ({ path }, response) => {
  const start = number(path, 'from', 0);
  const end = start + 70;
  const link = `</v1/things?from=${end}>; rel="next", </v1/things>; rel="first"`;
  json(response, 200, { data: ITEMS.slice(start, end) }, end < 250 ? { link } : {});
};

const byUrl: Answer = ({ path }, response) => {
  const start = number(path, 'from', 0);
  const end = start + 90;
  json(response, 200, {
    data: ITEMS.slice(start, end),
    links: end < 250 ? { next: `/v1/things?from=${end}` } : {},
  });
};
const byRange: Answer = ({ headers }, response) => {
  const [start = 0, last = 0] = (/=(\d+)-(\d+)$/.exec(headers.range ?? '') ?? []).slice(1).map(Number);
  const data = ITEMS.slice(start, last + 1);
  json(response, 206, { data }, { 'content-range': `things ${start}-${start + data.length - 1}/250` });
};
const byRule: Answer = ({ path, headers }, response) => {
  const start = number(path, 'since', 1) - 1 + Number(headers['x-step'] ?? 0);
  json(response, 200, { data: ITEMS.slice(start, start + 80), last: start + 80 });
};

const STRATEGIES: [string, string, Answer][] = [
  [
    'offset with a total',
    '{ type: offset, offset: start, limit: limit, max_limit: 60, total: total }',
    byOffset,
  ],
  [
    'offset without a total, capped silently by the API',
    '{ type: offset, offset: start, limit: limit }',
    byOffset,
  ],
  ['page with a total', '{ type: page, page: page, limit: count, max_limit: 60, total: total }', byPage],
  ['page without a total', '{ type: page, page: page, limit: count, max_limit: 60 }', byPage],
  ['page of a size that the API chooses', '{ type: page, page: page }', byPage],
  ['cursor', '{ type: cursor, cursor: after, next: next, limit: limit, max_limit: 40 }', byCursor],
  ['cursor without a limit', '{ type: cursor, cursor: after, next: next }', byCursor],
  ['link_header', '{ type: link_header }', byLink],
  ['next_url', '{ type: next_url, next: links.next }', byUrl],
  ['range', '{ type: range, unit: things, max_limit: 60 }', byRange],
  [
    'expression',
    `{ type: expression, first: { query: { since: 1 } }, next: '$count = 80 ? {"query": {"since": $page.query.since + 40}, "headers": {"X-Step": 40 + ($page.headers."X-Step" ? $page.headers."X-Step" : 0)}}' }`,
    byRule,
  ],
];

test.each(STRATEGIES)('%s: one call gathers every item once', async (_, pagination, answer) => {
  const call = await open(pagination, answer);
  const outcome = await call({ limit: 10_000 });
  expect(ids(outcome)).toEqual(ALL);
  expect(cursorOf(outcome)).toBeNull();
});

test.each(STRATEGIES)('%s: a walk in odd steps gives every item once', async (_, pagination, answer) => {
  const call = await open(pagination, answer);
  const seen: number[] = [];
  let cursor: string | null | undefined;
  do {
    const outcome = await call({ limit: 37, ...(cursor && { next_cursor: cursor }) });
    seen.push(...ids(outcome));
    cursor = cursorOf(outcome);
  } while (cursor);
  expect(seen).toEqual(ALL);
});

test('a limit smaller than a page asks for no more than it needs', async () => {
  const call = await open(
    '{ type: offset, offset: start, limit: limit, max_limit: 60, total: total }',
    byOffset,
  );
  await call({ limit: 5 });
  expect(upstream.received.map(({ path }) => path)).toEqual(['/v1/things?start=0&limit=5']);
});

test('without pagination the one answer is walked by cursor all the same', async () => {
  const call = await open('{ type: none }', (_, response) => json(response, 200, { data: ITEMS }));
  const first = await call({ limit: 100 });
  const second = await call({ limit: 200, next_cursor: cursorOf(first) });
  expect([...ids(first), ...ids(second)]).toEqual(ALL);
  expect(cursorOf(second)).toBeNull();
});

test.each([
  ['offset', '{ type: offset, in: body, offset: start, limit: limit, max_limit: 60, total: total }'],
  ['cursor', '{ type: cursor, in: body, cursor: start, next: next, limit: limit, max_limit: 60 }'],
])('%s parameters can go in the body, beside what the YAML puts there', async (_, pagination) => {
  upstream = await startUpstream(({ body }, response) => {
    const { start = 0, limit = 10 } = JSON.parse(body);
    const end = Number(start) + limit;
    json(response, 200, { data: ITEMS.slice(Number(start), end), total: 250, next: end < 250 ? end : null });
  });
  const yaml = `
ymcp: 1
name: paged
label: Paged
base_url: ${upstream.url}
pagination: ${pagination}
resources: { things: { methods: { list: { request: POST /search, body: { kind: all }, response: { items: data } } } } }
`;
  const outcome = await catalogOf(integrationFrom(yaml), {}).call(TOOL, { limit: 10_000 });
  expect(ids(outcome)).toEqual(ALL);
  expect(
    upstream.received.every(({ body, path }) => JSON.parse(body).kind === 'all' && path === '/search'),
  ).toBe(true);
});

test.each([
  ['offset', '{ type: offset, offset: start, limit: limit, max_limit: 25, total: total }', byOffset],
  ['page', '{ type: page, page: page, limit: count, max_limit: 25, total: total }', byPage],
  ['range', '{ type: range, unit: things, max_limit: 25 }', byRange],
])(
  '%s: when the total is known, pages are fetched a few at a time and still come in order',
  async (_, pagination, answer) => {
    let underWay = 0;
    let most = 0;
    const call = await open(pagination, (request, response) => {
      underWay += 1;
      most = Math.max(most, underWay);
      // Later pages are answered sooner.
      setTimeout(
        () => {
          underWay -= 1;
          answer(request, response);
        },
        5 + Math.random() * 30,
      );
    });
    const outcome = await call({ limit: 10_000 });
    expect(ids(outcome)).toEqual(ALL);
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(4);
    expect(upstream.received).toHaveLength(10);
  },
);

test('no page beyond the limit is fetched', async () => {
  const call = await open(
    '{ type: offset, offset: start, limit: limit, max_limit: 25, total: total }',
    byOffset,
  );
  expect(ids(await call({ limit: 60 }))).toHaveLength(60);
  expect(upstream.received.map(({ path }) => path)).toEqual([
    '/v1/things?start=0&limit=25',
    '/v1/things?start=25&limit=25',
    '/v1/things?start=50&limit=10',
  ]);
});

test('a page that fails among those fetched ahead fails the call', async () => {
  const call = await open(
    '{ type: offset, offset: start, limit: limit, max_limit: 25, total: total }',
    (request, response) =>
      number(request.path, 'start', 0) === 100 ? json(response, 404, {}) : byOffset(request, response),
  );
  expect(errorOf(await call({ limit: 10_000 }))).toMatch(/^not_found/);
});

test.each([
  ['a next link', { data: ITEMS, links: { next: '/x' } }, {}],
  ['a total', { data: ITEMS, meta: { total_count: 900 } }, {}],
  ['a Link header', { data: ITEMS }, { link: '</x>; rel="next"' }],
])(
  'an answer with %s and no pagination in the YAML is not passed off as complete',
  async (_, body, headers) => {
    upstream = await startUpstream((_request, response) => json(response, 200, body, headers));
    const yaml = `
ymcp: 1
name: paged
label: Paged
base_url: ${upstream.url}
response: { items: data }
resources: { things: { methods: { list: GET /things } } }
`;
    const outcome = await catalogOf(integrationFrom(yaml), {}).call(TOOL, { limit: 10_000 });
    expect('value' in outcome && outcome.value.note).toContain('do not take the list for complete');
  },
);

test.each([
  ['a Content-Range for other items', { 'content-range': 'things 50-99/250' }, 'gave those from 50 on'],
  ['a Content-Range that cannot be read', { 'content-range': 'some things' }, 'cannot be read'],
])('%s is an error', async (_, headers, words) => {
  const call = await open('{ type: range, unit: things }', (_request, response) =>
    json(response, 206, { data: ITEMS }, headers),
  );
  expect(errorOf(await call())).toContain(words);
});

test('a next URL that is none, and a next request that is none, are errors', async () => {
  const url = await open('{ type: next_url, next: links.next }', (_, response) =>
    json(response, 200, { data: ITEMS, links: { next: 5 } }),
  );
  expect(errorOf(await url({ limit: 1_000 }))).toContain('finds something that is no URL');
  await upstream.close();
  const rule = await open('{ type: expression, next: "5" }', (_, response) =>
    json(response, 200, { data: ITEMS }),
  );
  expect(errorOf(await rule({ limit: 1_000 }))).toContain('yields no object');
});

test('a next page on another host is refused, and gets no request', async () => {
  const thief = await startUpstream((_, response) => json(response, 200, { data: [] }));
  const call = await open('{ type: link_header }', (_, response) =>
    json(response, 200, { data: ITEMS }, { link: `<${thief.url}/v1/things?from=1>; rel="next"` }),
  );
  expect(errorOf(await call({ limit: 1_000 }))).toMatch(
    /^invalid_response: the next page lies at .*credentials are not sent there/,
  );
  expect(thief.received).toEqual([]);
  await thief.close();
});

test('a cursor that leads in a circle is an error that says so', async () => {
  const call = await open('{ type: cursor, cursor: after, next: next }', ({ path }, response) =>
    json(response, 200, { data: [{ id: path.length }], next: query(path, 'after') === 'b' ? 'a' : 'b' }),
  );
  expect(errorOf(await call())).toContain('page already seen');
});

test('an API that ignores the offset is an error, not an endless list', async () => {
  const call = await open('{ type: offset, offset: start }', (_, response) =>
    json(response, 200, { data: ITEMS.slice(0, 10) }),
  );
  expect(errorOf(await call({ limit: 500 }))).toContain('same page twice');
});

test('an empty page before the total is reached is an error, not a shorter list', async () => {
  const call = await open('{ type: offset, offset: start, total: total }', ({ path }, response) =>
    json(response, 200, { data: number(path, 'start', 0) < 100 ? ITEMS.slice(0, 100) : [], total: 250 }),
  );
  expect(errorOf(await call({ limit: 500 }))).toContain(
    'there are 250 items but gives an empty page after 100',
  );
});

test('a Link header that cannot be read is an error', async () => {
  const call = await open('{ type: link_header }', (_, response) =>
    json(response, 200, { data: ITEMS }, { link: 'next page please' }),
  );
  expect(errorOf(await call({ limit: 500 }))).toContain('`Link` header cannot be read');
});

test('a list without items and one with a bare item are both lists', async () => {
  const call = await open('{ type: none }', ({ path }, response) =>
    json(response, 200, path.includes('x') ? {} : { data: { id: 7 } }),
  );
  expect(ids(await call())).toEqual([7]);
  await upstream.close();
  const empty = await open('{ type: none }', (_, response) => json(response, 200, { total: 0 }));
  expect(ids(await empty())).toEqual([]);
});

test.each([
  ['altered', (cursor: string) => `${cursor.slice(0, -2)}${cursor.endsWith('AA') ? 'BB' : 'AA'}`, {}],
  ['invented', () => 'eyJza2lwIjowfQ', {}],
  ['empty', () => '', {}],
])('an %s cursor is refused before anything is sent', async (_, change) => {
  const call = await open('{ type: offset, offset: start, total: total }', byOffset);
  const cursor = cursorOf(await call({ limit: 5 })) ?? '';
  const before = upstream.received.length;
  expect(errorOf(await call({ limit: 5, next_cursor: change(cursor) }))).toMatch(
    /^invalid_arguments: `next_cursor` was not issued/,
  );
  expect(upstream.received.length).toBe(before);
});

test('a cursor of another tool, other arguments or another account is refused', async () => {
  upstream = await startUpstream(byOffset);
  const yaml = `
ymcp: 1
name: paged
label: Paged
base_url: ${upstream.url}
account: { properties: { who: { type: string } } }
pagination: { type: offset, offset: start, limit: limit, total: total }
response: { items: data }
resources:
  things: { methods: { list: { request: GET /things, parameters: { colour: { type: string } } } } }
  others: { methods: { list: GET /others } }
`;
  const ann = catalogOf(integrationFrom(yaml), { who: 'ann' });
  const bob = catalogOf(integrationFrom(yaml), { who: 'bob' });
  const next_cursor = cursorOf(await ann.call(TOOL, { limit: 5, colour: 'red' }));
  expect(next_cursor).toEqual(expect.any(String));
  const before = upstream.received.length;
  for (const foreign of [
    ann.call(TOOL, { colour: 'blue', next_cursor }),
    ann.call('list_all_paged_others', { next_cursor }),
    bob.call(TOOL, { colour: 'red', next_cursor }),
  ])
    expect(errorOf(await foreign)).toContain('was not issued for this tool with these arguments');
  expect(upstream.received.length).toBe(before);
  expect(ids(await ann.call(TOOL, { colour: 'red', limit: 2, next_cursor }))).toEqual([5, 6]);
});
