import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { failuresOf } from '../../cli/case-reporters/failures.ts';
import { readIntegration } from '../../cli/integrations.ts';
import { measureCoverage } from '../../engine/cases/coverage.ts';
import { findDrift } from '../../engine/cases/drift.ts';
import { type CaseResult, runCase } from '../../engine/cases/run.ts';
import { casesFrom } from '../support/cases.ts';

const INTEGRATION = `ymcp: 1
name: shop
label: Shop
account: { required: [key], properties: { key: { type: string, writeOnly: true } } }
base_url: https://api.shop.example/v1
auth: { type: bearer, token: "{{$account.key}}" }
pagination: { type: page, page: page, limit: size, total: total }
errors: [{ when: error = "closed", code: conflict, message: Closed. }]
resources:
  orders:
    methods:
      list:
        description: All orders.
        request: GET /orders
        response: { items: orders, item: { id: id, total: "$sum(lines.price)" } }
      create:
        description: Places an order.
        request: POST /orders
        parameters: { sku: { type: string, description: What. }, count: { type: integer, description: How many. } }
        required: [sku]
        checks: [{ assert: "$not($exists(count)) or count <= 9", message: Too many. }]
        idempotency_key: Idempotency-Key
      drop: { description: Drops all., request: DELETE /orders, confirm: Drop all? }
`;
const SETUP = `setup:
  account: { key: rehearsal-key }
  base_url: https://api.shop.example/v1
  headers: { Authorization: Bearer rehearsal-key }
`;
const LIST = `
method: orders.list
cases:
  - name: two pages
    arguments: { limit: 2 }
    exchanges:
      - request: GET /orders?page=1&size=2
        respond: { body: { total: 2, orders: [{ id: 1, lines: [{ price: 2 }, { price: 3 }], note: x }] } }
      - request: GET /orders?page=2&size=2
        respond: { body: { total: 2, orders: [{ id: 2 }] } }
    result: { result: [{ id: 1, total: 5 }, { id: 2 }], result_count: 2, next_cursor: null }
`;
const CREATE = `
method: orders.create
cases:
  - name: a placed order
    arguments: { sku: a, count: 2 }
    exchanges:
      - request: POST /orders
        headers: { idempotency-key: "{{$length($) = 36}}" }
        body: { sku: a, count: 2 }
        respond: { status: 201, body: { id: 7 } }
    result: { id: "{{$ > 0}}" }
`;

async function run(cases: string, integration = INTEGRATION): Promise<CaseResult[]> {
  const loaded = casesFrom({
    'integration.yaml': integration,
    'cases/setup.yaml': SETUP,
    'cases/orders.yaml': cases,
  });
  const results: CaseResult[] = [];
  for (const one of loaded.cases) results.push(await runCase(loaded.integration, one));
  return results;
}
const failures = async (cases: string, integration?: string) =>
  (await run(cases, integration)).flatMap(failuresOf);

describe('a case', () => {
  test.each([LIST, CREATE])('passes when requests and result are as it has them', async (cases) => {
    expect(await failures(cases)).toEqual([]);
    expect((await run(cases)).every(({ passed }) => passed)).toBe(true);
  });

  test.each([
    ['page=2', 'page=3', /6.*orders\.yaml:9:.* query\.page expected "3" actual "2"/],
    ['GET /orders?page=1', 'GET /order?page=1', /url expected ".*\/v1\/order" actual ".*\/v1\/orders"/],
    ['GET /orders?page=1', 'POST /orders?page=1', /verb expected "POST" actual "GET"/],
    [
      '&size=2\n        respond: { body: { total: 2, orders: [{ id: 1,',
      '\n        respond: { body: { total: 2, orders: [{ id: 1,',
      /query\.size expected nothing actual "2"/,
    ],
    [
      'id: 1, total: 5',
      'id: 1, total: 6',
      /orders\.yaml:11:\d+ the outcome differs: result\.result\.0\.total expected 6 actual 5/,
    ],
    ['result_count: 2, ', '', /result\.result_count expected nothing actual 2/],
    [
      'result: { result:',
      'error: { code: not_found }\n    recorded: live\n  - name: x\n    arguments: { limit: 2 }\n    result: { result:',
      /error expected \{"code":"not_found"\} actual nothing/,
    ],
    [
      'status: 201, ',
      'status: 400, ',
      /result expected .* actual nothing error expected nothing actual \{"code":"rejected"/,
    ],
    ['body: { sku: a, count: 2 }', 'body: { sku: b, count: 2 }', /body\.sku expected "b" actual "a"/],
    ['body: { sku: a, count: 2 }\n', '\n', /body expected nothing actual \{"sku":"a","count":2\}/],
    [
      'headers: { idempotency-key: "{{$length($) = 36}}" }\n',
      '\n',
      /headers\.idempotency-key expected nothing actual "/,
    ],
    [
      '$length($) = 36',
      '$length($) = 35',
      /headers\.idempotency-key expected "\{\{\$length\(\$\) = 35\}\}" actual "/,
    ],
    ['{{$ > 0}}', '{{$ > 9}}', /result\.id expected "\{\{\$ > 9\}\}" actual 7/],
  ])('with %j changed to %j fails and says where', async (before, after, said) => {
    const cases = LIST.includes(before) ? LIST : CREATE;
    expect(cases).toContain(before);
    const found = await failures(cases.replace(before, after));
    const text = found
      .map(
        ({ at, message, rows }) =>
          `${found.length}: ${at} ${message} ${rows.map(([place, expected, actual]) => `${place} expected ${expected} actual ${actual}`).join(' ')}`,
      )
      .join('\n')
      .replace(/^1: /, '6 ');
    expect(text).toMatch(said);
  });

  test.each([
    ['base_url: https://api.shop.example/v1', 'base_url: https://api.shop.example/v2'],
    ['"{{$account.key}}"', '"x{{$account.key}}"'],
    ['GET /orders\n        response', 'GET /order\n        response'],
    ['size, total', 'per_page, total'],
    ['$sum(lines.price)', '$max(lines.price)'],
    ['id: id,', 'id: ID,'],
    ['items: orders', 'items: order'],
    ['total: total }', 'total: totals }'],
  ])('fails when the integration has %j as %j', async (before, after) => {
    expect(INTEGRATION).toContain(before);
    expect(await failures(LIST, INTEGRATION.replace(before, after))).not.toEqual([]);
  });

  test('says of a request that is not made, and of one too many', async () => {
    const more = LIST.replace('    result:', '      - request: GET /orders?page=3&size=2\n    result:');
    expect((await failures(more))[0]?.message).toBe('not made: GET /orders?page=3&size=2');
    const fewer = LIST.replace(/ {6}- request: GET \/orders\?page=2[\s\S]*?(?= {4}result)/, '');
    expect((await failures(fewer))[0]?.message).toBe(
      'the case has no more requests, but GET https://api.shop.example/v1/orders is made.',
    );
  });

  test('waits in no time, and retries as the integration would', async () => {
    const [result] = await run(`
method: orders.create
cases:
  - name: tried again under the same key
    arguments: { sku: a }
    exchanges:
      - { request: POST /orders, headers: { idempotency-key: "{{$length($) = 36}}" }, body: { sku: a }, times: 2, respond: { status: 429, headers: { retry-after: 20 } } }
      - { request: POST /orders, headers: { idempotency-key: "{{$length($) = 36}}" }, body: { sku: a }, respond: { body: { id: 1 } } }
    result: { id: 1 }
`);
    expect(failuresOf(result!)).toEqual([]);
    expect(new Set(result!.made.map(({ request }) => request.headers['idempotency-key'])).size).toBe(1);
  });

  test('can be agreed to', async () => {
    const asked = `
method: orders.drop
cases:
  - name: asked
    error: { code: confirmation_required, question: Drop all? }
  - name: agreed
    confirmed: true
    exchanges: [{ request: DELETE /orders, respond: { status: 204 } }]
    result: { ok: true, status: 204 }
`;
    expect(await failures(asked)).toEqual([]);
    expect(await failures(asked.replace('    confirmed: true\n', ''))).not.toEqual([]);
  });

  test('gets text, and a connection that is cut', async () => {
    const cases = `
method: orders.create
cases:
  - name: a page for people
    arguments: { sku: a }
    exchanges:
      - { request: POST /orders, headers: { idempotency-key: "{{$exists($)}}" }, body: { sku: a }, respond: { headers: { Content-Type: text/html }, body: <h1>Hi</h1> } }
    error: { code: invalid_response, message: "{{$contains($, 'html')}}" }
  - name: cut each time
    arguments: { sku: a }
    exchanges:
      - { request: POST /orders, headers: { idempotency-key: "{{$exists($)}}" }, body: { sku: a }, times: 3, respond: { reset: true } }
    error: { code: network }
`;
    expect(await failures(cases)).toEqual([]);
  });
});

test('coverage counts what cases that pass show, and nothing else', async () => {
  const texts = { 'integration.yaml': INTEGRATION, 'cases/setup.yaml': SETUP };
  const { integration, cases } = casesFrom({
    ...texts,
    'cases/a.yaml': LIST,
    'cases/b.yaml': CREATE.replace('id: "{{$ > 0}}"', 'id: 8'),
  });
  const results = await Promise.all(cases.map((one) => runCase(integration, one)));
  const items = measureCoverage(integration, results).map(
    ({ kind, name, covered }) => `${covered ? '+' : '-'} ${kind} ${name}`,
  );
  expect(items).toEqual([
    '+ method orders.list',
    '+ field orders.list: id',
    '+ field orders.list: total',
    '- method orders.create',
    '- parameter orders.create: sku',
    '- parameter orders.create: count',
    '- check orders.create: $not($exists(count)) or count <= 9',
    '- method orders.drop',
    '- question orders.drop',
    '- error conflict: error = "closed"',
    '+ pages page',
  ]);
});

test('drift is what answers have and the mapping does not read', async () => {
  const { integration, cases } = casesFrom({
    'integration.yaml': INTEGRATION,
    'cases/setup.yaml': SETUP,
    'cases/a.yaml': LIST,
  });
  const drifts = await findDrift(integration, [await runCase(integration, cases[0]!)]);
  expect(drifts.map(({ method, fields }) => [method.name, fields])).toEqual([['list', ['note']]]);
  expect(await findDrift(integration, [await runCase(integration, cases[0]!)], drifts)).toEqual([]);
});

test.each(['ipost', 'mailman'])(
  'every method, parameter, field, check and question of %s is shown by a case, and all pass',
  async (name) => {
    const { integration, cases } = readIntegration(
      join(import.meta.dirname, '../../integrations', name),
      true,
    );
    const results = await Promise.all(cases.map((one) => runCase(integration!, one)));
    expect(results.flatMap(failuresOf)).toEqual([]);
    expect(measureCoverage(integration!, results).filter(({ covered }) => !covered)).toEqual([]);
  },
);

test('the example of the reference passes', async () => {
  const { integration, cases } = readIntegration(join(import.meta.dirname, '../examples/shop'), true);
  const results = await Promise.all(cases.map((one) => runCase(integration!, one)));
  expect(results.flatMap(failuresOf)).toEqual([]);
});
