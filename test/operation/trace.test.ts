import { afterEach, describe, expect, test } from 'vitest';
import type { TraceEvent } from '../../engine/operation/trace.ts';
import { catalogOf, integrationFrom } from '../support/integration.ts';
import { type Answer, json, startUpstream, type Upstream } from '../support/upstream.ts';

let upstream: Upstream;
afterEach(() => upstream?.close());

async function open(
  answer: Answer,
  extra: string,
  resources: string,
  settings: Record<string, unknown> = {},
) {
  upstream = await startUpstream(answer);
  const yaml = `ymcp: 1\nname: traced\nlabel: Traced\nbase_url: ${upstream.url}\n${extra}\nresources:\n${resources}`;
  const faults: unknown[] = [];
  const catalog = catalogOf(integrationFrom(yaml), settings, { onFault: (error) => faults.push(error) });
  const call = async (tool: string, given: Record<string, unknown> = {}) => {
    const events: TraceEvent[] = [];
    const outcome = await catalog.call(tool, given, { onTrace: (event) => events.push(event) });
    return { outcome, events };
  };
  return { call, catalog, faults };
}

/** The parts of a call as an indented outline, in the order in which they began. */
function outline(events: readonly TraceEvent[], parent?: number, depth = 0): string[] {
  return events
    .filter((event) => event.parent === parent)
    .sort((a, b) => a.id - b.id)
    .flatMap((event) => [
      `${'  '.repeat(depth)}${event.type}${event.error ? ` !${event.error}` : ''}`,
      ...outline(events, event.id, depth + 1),
    ]);
}
const ofType = <Type extends TraceEvent['type']>(events: readonly TraceEvent[], type: Type) =>
  events.filter((event): event is Extract<TraceEvent, { type: Type }> => event.type === type);

const THINGS =
  '  things: { methods: { list: { request: GET /things, response: { items: data, item: [id] } } } }';
const PAGED = 'pagination: { type: offset, offset: skip, limit: limit, max_limit: 2, total: total }';
const things: Answer = ({ path }, response) => {
  const query = new URL(path, 'http://x').searchParams;
  const skip = Number(query.get('skip'));
  const data = [1, 2, 3].slice(skip, skip + Number(query.get('limit'))).map((id) => ({ id, name: 'ü' }));
  json(response, 200, { total: 3, data });
};

describe('what is told', () => {
  test('a list tells of its arguments, its draft, every page and its mapping', async () => {
    const { call } = await open(things, PAGED, THINGS);
    const { events } = await call('list_all_traced_things', { fields: ['id'] });
    expect(outline(events)).toEqual([
      'call',
      '  arguments',
      '  draft',
      '  page',
      '    request',
      '      authorize',
      '      attempt',
      '  map',
      '  page',
      '    request',
      '      authorize',
      '      attempt',
      '  map',
    ]);
    expect(ofType(events, 'arguments')[0]).toMatchObject({ values: {}, controls: { limit: 100 } });
    expect(ofType(events, 'page').map(({ state, items }) => [state, items])).toEqual([
      [{ skip: 0 }, 2],
      [{ skip: 2 }, 1],
    ]);
    const page = Buffer.byteLength('{"total":3,"data":[{"id":1,"name":"ü"},{"id":2,"name":"ü"}]}');
    expect(ofType(events, 'attempt')[0]).toMatchObject({ status: 200, bytes: page, sent: 0 });
    expect(ofType(events, 'map')[0]).toMatchObject({
      items: 2,
      kept: 2,
      bytes: Buffer.byteLength('[{"id":1,"name":"ü"},{"id":2,"name":"ü"}]'),
      keptBytes: Buffer.byteLength('{"id":1},{"id":2},'),
    });
    expect(ofType(events, 'call')[0]?.bytes).toBe(
      Buffer.byteLength('{"result":[{"id":1},{"id":2},{"id":3}],"result_count":3,"next_cursor":null}'),
    );
  });

  test('parts lie within the part they belong to, have ids of their own and end before it', async () => {
    const { call } = await open(things, PAGED, THINGS);
    const { events } = await call('list_all_traced_things');
    const byId = new Map(events.map((event) => [event.id, event]));
    expect(byId.size).toBe(events.length);
    for (const { id, parent, started, ended } of events) {
      expect(ended).toBeGreaterThanOrEqual(started);
      if (parent === undefined) continue;
      const outer = byId.get(parent)!;
      expect(outer.started).toBeLessThanOrEqual(started);
      expect(outer.ended).toBeGreaterThanOrEqual(ended);
      expect(parent).toBeLessThan(id);
      expect(events.indexOf(outer)).toBeGreaterThan(events.findIndex((event) => event.id === id));
    }
    expect(Math.abs(Date.now() - (events.at(-1)?.started ?? 0))).toBeLessThan(60_000);
  });

  test('tries, the waits between them and what each ended as', async () => {
    let left = 2;
    const answer: Answer = (_, response) => {
      left -= 1;
      if (left >= 0) json(response, 503, { error: 'x' }, { 'retry-after': '0.01' });
      else json(response, 200, { fine: true });
    };
    const { call } = await open(
      answer,
      'retry: { max_ms: 50 }',
      '  things: { methods: { get: GET /things } }',
    );
    const { events } = await call('get_single_traced_thing_by_id');
    expect(outline(events).filter((line) => !/authorize|arguments/.test(line))).toEqual([
      'call',
      '  draft',
      '  request !unavailable',
      '    attempt',
      '  wait',
      '  request !unavailable',
      '    attempt',
      '  wait',
      '  request',
      '    attempt',
      '  map',
    ]);
    expect(ofType(events, 'wait').map(({ reason }) => reason)).toEqual(['retry', 'retry']);
    expect(ofType(events, 'attempt').map(({ status }) => status)).toEqual([503, 503, 200]);
  });

  test('a connection that breaks is an attempt with an error and no status', async () => {
    const reset: Answer = (_, response) => void response.socket?.resetAndDestroy();
    const { call } = await open(
      reset,
      'retry: { attempts: 1 }',
      '  things: { methods: { get: GET /things } }',
    );
    const { events } = await call('get_single_traced_thing_by_id');
    expect(ofType(events, 'attempt')).toEqual([expect.objectContaining({ error: 'network' })]);
    expect(ofType(events, 'attempt')[0]).not.toHaveProperty('status');
  });

  test('checks and confirmation, up to the one that stops the call', async () => {
    const { call } = await open(
      things,
      '',
      `  things:
    methods:
      create:
        request: POST /things
        parameters: { n: { type: integer } }
        checks: [{ assert: n > 0, message: too few }, { assert: n < 9, message: too many }]
        confirm: "Make {{n}}?"`,
    );
    const refused = await call('create_a_traced_thing', { n: 9 });
    expect(outline(refused.events)).toEqual([
      'call !check_failed',
      '  arguments',
      '  check',
      '  check !check_failed',
    ]);
    const asked = await call('create_a_traced_thing', { n: 5 });
    expect(outline(asked.events).at(-1)).toBe('  confirmation !confirmation_required');
    expect(ofType(asked.events, 'confirmation')[0]?.question).toBe('Make 5?');
    const wrong = await call('create_a_traced_thing', { n: 'five' });
    expect(outline(wrong.events)).toEqual(['call !invalid_arguments', '  arguments !invalid_arguments']);
    expect(upstream.received).toHaveLength(0);
  });

  test('a batch tells of its parts and not of the drafts that only measure them', async () => {
    const { call } = await open(
      (_, response) => json(response, 200, {}),
      '',
      `  things:
    methods:
      create:
        request: POST /things
        parameters: { rows: { type: array, items: { type: integer } } }
        batch: { argument: rows, max_items: 2, concurrency: 1 }`,
    );
    const { events } = await call('create_a_traced_thing', { rows: [1, 2, 3] });
    expect(ofType(events, 'split')).toEqual([expect.objectContaining({ items: 3, parts: 2 })]);
    expect(ofType(events, 'part').map(({ from, to }) => [from, to])).toEqual([
      [0, 1],
      [2, 2],
    ]);
    expect(ofType(events, 'draft')).toHaveLength(2);
    expect(ofType(events, 'attempt').map(({ sent }) => sent)).toEqual([14, 12]);
  });

  test('a chain tells of its steps and of the calls within them, and of waits for a job', async () => {
    let looks = 0;
    const answer: Answer = ({ path }, response) => {
      if (path.startsWith('/things')) return things({ path } as never, response);
      looks += 1;
      json(response, 200, { state: looks > 1 ? 'done' : 'busy' });
    };
    const { call } = await open(
      answer,
      PAGED,
      `  things:
    methods: { list: { request: GET /things, response: { items: data } } }
    chains:
      run:
        description: Runs.
        steps:
          - { name: all, method: things.list, arguments: { limit: 1 } }
          - { name: job, method: jobs.get, until: "state = 'done'", every_seconds: 0.01 }
          - { name: each, method: jobs.get, for_each: "[1, 2]" }
  jobs: { methods: { get: GET /jobs } }`,
    );
    const { events } = await call('traced_things_run');
    const steps = ofType(events, 'step');
    expect(steps.map(({ name, index }) => [name, index])).toEqual([
      ['all', undefined],
      ['job', undefined],
      ['each', 0],
      ['each', 1],
    ]);
    const job = outline(events, steps[1]?.id);
    expect(job.filter((line) => !line.startsWith(' '))).toEqual(['call', 'wait', 'call']);
    expect(ofType(events, 'call').filter(({ parent }) => parent === undefined)).toHaveLength(1);
  });

  test('a live schema is a part of its own', async () => {
    const { call } = await open(
      (_, response) => json(response, 200, { type: 'string' }),
      '',
      `  things:
    methods:
      get: GET /schema
      create:
        request: POST /things
        parameters: { name: { schema_from: { method: things.get, schema: "$" } } }`,
    );
    const first = await call('create_a_traced_thing', { name: 'x' });
    const live = ofType(first.events, 'live_schema')[0];
    expect(outline(first.events, live?.id)[0]).toBe('call');
    const again = await call('create_a_traced_thing', { name: 'x' });
    expect(outline(again.events, ofType(again.events, 'live_schema')[0]?.id)).toEqual([]);
  });

  test('what was cut, in a list and in an object', async () => {
    const many: Answer = (_, response) =>
      json(response, 200, { data: Array.from({ length: 50 }, (_, id) => ({ id, text: 'x'.repeat(50) })) });
    const { call } = await open(
      many,
      'limits: { output_bytes: 1000 }',
      '  things: { methods: { list: { request: GET /t, response: { items: data } }, get: GET /t } }',
    );
    for (const tool of ['list_all_traced_things', 'get_single_traced_thing_by_id']) {
      const { events } = await call(tool);
      expect(ofType(events, 'cut')).toEqual([
        expect.objectContaining({ budget: 1_000, bytes: expect.any(Number) }),
      ]);
      expect(ofType(events, 'cut')[0]?.bytes).toBeLessThanOrEqual(1_000);
    }
  });
});

describe('credentials', () => {
  const SESSION = `account: { properties: { user: { type: string }, password: { type: string, writeOnly: true } } }
auth: { type: session, login: { request: POST /login, query: { key: "{{$account.password}}" }, body: { user: "{{$account.user}}" }, token: token }, headers: { X-Token: "{{$token}}" } }`;
  const GET = '  things: { methods: { get: GET /things } }';
  const SETTINGS = { user: 'ann', password: 'hunter22' };

  /** Logs in with a new token each time; a token is good for `uses` requests. */
  function session(uses: number): Answer {
    let logins = 0;
    let left = 0;
    return ({ path, headers }, response) => {
      if (path.startsWith('/login')) {
        logins += 1;
        left = uses;
        return json(response, 200, { token: `session-token-${logins}` });
      }
      if (left === 0) return json(response, 401, {});
      left -= 1;
      json(response, 200, { seen: headers['x-token'] });
    };
  }

  test('a login and a renewal, with the secrets masked', async () => {
    const { call } = await open(session(1), SESSION, GET, SETTINGS);
    await call('get_single_traced_thing_by_id');
    const { events, outcome } = await call('get_single_traced_thing_by_id');
    expect(outcome).toMatchObject({ value: { seen: '[redacted]' } });
    const request = ofType(events, 'request')[0];
    expect(outline(events, request?.id)).toEqual([
      'authorize',
      'attempt',
      'renewal',
      'authorize',
      '  login',
      'attempt',
    ]);
    expect(ofType(events, 'login')[0]).toMatchObject({
      verb: 'POST',
      url: `${upstream.url}/login?key=[redacted]`,
      status: 200,
    });
    expect(ofType(events, 'authorize')[1]?.credentials).toEqual(['header x-token']);
    expect(ofType(events, 'renewal')[0]?.status).toBe(401);
    expect(JSON.stringify(events)).not.toMatch(/hunter22|session-token/);
  });

  test('every call that waits for a login is told of it', async () => {
    const { call } = await open(session(9), SESSION, GET, SETTINGS);
    const both = await Promise.all([1, 2].map(() => call('get_single_traced_thing_by_id')));
    expect(both.map(({ events }) => ofType(events, 'login').length)).toEqual([1, 1]);
    expect(upstream.received.filter(({ path }) => path.startsWith('/login'))).toHaveLength(1);
    const later = await call('get_single_traced_thing_by_id');
    expect(ofType(later.events, 'login')).toEqual([]);
  });

  test.each([
    [
      'auth: { type: basic, username: "{{$account.user}}", password: "{{$account.password}}" }',
      'header authorization',
    ],
    ['auth: { type: api_key, in: query, name: key, key: "{{$account.password}}" }', 'query key'],
    ['auth: { type: api_key, in: cookie, name: sid, key: "{{$account.password}}" }', 'header cookie'],
  ])('%s is told by name only', async (auth, name) => {
    const account = SESSION.split('\n')[0];
    const { call } = await open(
      (_, response) => json(response, 200, {}),
      `${account}\n${auth}\nheaders: { X-Copy: "{{$account.password}}" }`,
      GET,
      SETTINGS,
    );
    const { events } = await call('get_single_traced_thing_by_id');
    expect(ofType(events, 'authorize')[0]?.credentials).toEqual([name]);
    expect(ofType(events, 'request')[0]?.headers).toEqual({ 'x-copy': '[redacted]' });
    expect(JSON.stringify(events)).not.toContain('hunter22');
    expect(JSON.stringify(events)).not.toContain(Buffer.from('ann:hunter22').toString('base64'));
  });

  test('a secret of digits does not garble measures', async () => {
    const { call } = await open(
      things,
      'account: { properties: { pin: { type: integer, writeOnly: true } } }\nheaders: { X-Pin: "{{$account.pin}}" }',
      THINGS,
      { pin: Number(String(Date.now()).slice(0, 5)) },
    );
    const { events } = await call('list_all_traced_things');
    expect(ofType(events, 'request')[0]?.headers).toEqual({ 'x-pin': '[redacted]' });
    for (const { started, ended } of events) expect(typeof started + typeof ended).toBe('numbernumber');
  });
});

test('a listener that fails does not disturb the call, and the operator is told', async () => {
  const { catalog, faults } = await open(things, PAGED, THINGS);
  const outcome = await catalog.call(
    'list_all_traced_things',
    {},
    {
      onTrace() {
        throw new Error('full disk');
      },
    },
  );
  expect(outcome).toMatchObject({ value: { result_count: 3 } });
  expect(faults[0]).toMatchObject({ message: 'full disk' });
});
