import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { runCase } from '../../engine/cases/run.ts';
import { isObject } from '../../engine/json.ts';
import { loadIntegration } from '../../engine/load/load.ts';
import type { Case, Integration, Method } from '../../engine/schema/model.ts';
import type { Exchange } from '../../engine/types.ts';

const folder = resolve(import.meta.dirname, '../../integrations/ipost');
const { integration, cases } = loadIntegration(
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => ({ name, label: name, bytes: readFileSync(join(folder, name)) })),
);
if (!integration) throw new Error('integrations/ipost does not load');
const ipost: Integration = integration;

test('a case of iPost fails when anything of a request it expects is changed', async () => {
  const kept: string[] = [];
  let changes = 0;
  for (const one of cases)
    for (const [index, exchange] of (one.definition.exchanges ?? []).entries())
      for (const [what, changed] of changesOf(exchange)) {
        changes += 1;
        const exchanges = (one.definition.exchanges ?? []).with(index, changed);
        const broken: Case = { ...one, definition: { ...one.definition, exchanges } };
        if ((await runCase(ipost, broken)).passed) kept.push(`${one.method}, ${one.name}: ${what}`);
      }
  expect(changes).toBeGreaterThan(300);
  expect(kept).toEqual([]);
}, 120_000);

test('some case of iPost fails when a mapping is changed', async () => {
  const kept: string[] = [];
  let changes = 0;
  for (const method of ipost.methods)
    for (const [what, response] of mappingsOf(method)) {
      changes += 1;
      const broken = withMethod({ ...method, definition: { ...method.definition, response } });
      const concerned = cases.filter((one) => one.method === `${method.resource}.${method.name}`);
      const results = await Promise.all(concerned.map((one) => runCase(broken, one)));
      if (results.every(({ passed }) => passed)) kept.push(`${method.tool}: ${what}`);
    }
  expect(changes).toBeGreaterThan(15);
  expect(kept).toEqual([]);
});

/** Every single thing about a request, made different. */
function* changesOf(exchange: Exchange): Generator<[string, Exchange]> {
  const [verb = '', target = ''] = exchange.request.split(' ');
  const [path = '', query = ''] = target.split('?');
  yield ['verb', { ...exchange, request: `${verb === 'PUT' ? 'POST' : 'PUT'} ${target}` }];
  yield ['path', { ...exchange, request: `${verb} ${target.replace(path, `${path}x`)}` }];
  yield ['one more query parameter', { ...exchange, request: `${verb} ${target}${query ? '&' : '?'}x=1` }];
  for (const pair of query === '' ? [] : query.split('&')) {
    yield [`query ${pair}`, { ...exchange, request: `${verb} ${target.replace(pair, `${pair}x`)}` }];
    const others = query.split('&').filter((other) => other !== pair);
    yield [`no query ${pair}`, { ...exchange, request: `${verb} ${path}?${others.join('&')}` }];
  }
  yield ['one more header', { ...exchange, headers: { ...exchange.headers, 'x-other': 'x' } }];
  // A refusal that is waited out may come once more, and the call still ends the same.
  if ((exchange.respond?.status ?? 200) < 400 && !exchange.respond?.reset)
    yield ['made twice', { ...exchange, times: (exchange.times ?? 1) + 1 }];
  for (const [where, body] of changedValues(exchange.body)) yield [`body${where}`, { ...exchange, body }];
}

/** A value with one of its leaves changed, or one member left out; of lists, the first element. */
function* changedValues(value: unknown, where = ''): Generator<[string, unknown]> {
  if (Array.isArray(value)) {
    yield [`${where} longer`, [...value, 'x']];
    for (const [at, changed] of value.length === 0 ? [] : changedValues(value[0], `${where}[0]`))
      yield [at, value.with(0, changed)];
  } else if (isObject(value)) {
    yield [`${where} with one member more`, { ...value, other: 'x' }];
    for (const [key, member] of Object.entries(value)) {
      const { [key]: _, ...others } = value;
      yield [`${where} without ${key}`, others];
      for (const [at, changed] of changedValues(member, `${where}.${key}`))
        yield [at, { ...value, [key]: changed }];
    }
  } else
    yield [where, typeof value === 'number' ? value + 1 : typeof value === 'boolean' ? !value : `${value}x`];
}

type Response = NonNullable<Method['definition']['response']>;
type Item = NonNullable<Response['item']>;

/** Every expression that maps an answer, made to find nothing, and every field left out. */
function* mappingsOf({ definition }: Method): Generator<[string, Response]> {
  const { response } = definition;
  if (!response) return;
  if (response.items !== undefined) yield ['items', { ...response, items: 'nothing' }];
  const { item } = response;
  if (typeof item === 'string') yield ['item', { ...response, item: 'nothing' }];
  if (!isObject(item)) return;
  for (const [name, field] of Object.entries(item)) {
    const { [name]: _, ...others } = item;
    yield [`without ${name}`, { ...response, item: others as Item }];
    const changed = typeof field === 'string' ? 'nothing' : { ...(field as object), value: 'nothing' };
    yield [`${name} finds nothing`, { ...response, item: { ...item, [name]: changed } as Item }];
  }
}

const withMethod = (method: Method): Integration => ({
  ...ipost,
  methods: ipost.methods.map((other) => (other.tool === method.tool ? method : other)),
});
