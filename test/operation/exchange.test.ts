import { expect, test } from 'vitest';
import { type Catalog, createCatalog, type Outcome } from '../../engine/operation/catalog.ts';
import { createExchangeable } from '../../engine/operation/exchange.ts';
import { CURSOR_KEY, catalogOf, integrationFrom } from '../support/integration.ts';
import { json, startUpstream } from '../support/upstream.ts';

const EMPTY = createCatalog([], { cursorKey: CURSOR_KEY });
const named = (name: string, url = 'https://x.example') =>
  catalogOf(
    integrationFrom(
      `ymcp: 1\nname: shop\nlabel: Shop\nbase_url: ${url}\ninstructions: About ${name}.\nresources: { orders: { methods: { get: { tool: ${name}, request: GET /${name} } } } }\n`,
    ),
    {},
  );
const tools = ({ operations }: Catalog) => operations.map(({ tool }) => tool);

test('after an exchange everything is that of the other catalog', async () => {
  const catalog = createExchangeable(EMPTY);
  let told = 0;
  const stop = catalog.onExchange(() => {
    told += 1;
  });
  await catalog.exchange(named('one'));
  expect([tools(catalog), catalog.instructions, told]).toEqual([['one'], 'About one.', 1]);
  stop();
  await catalog.exchange(named('two'));
  expect([tools(catalog), catalog.instructions, told]).toEqual([['two'], 'About two.', 1]);
  const outcome = (await catalog.call('one', {})) as { error: { code: string } };
  expect(outcome.error.code).toBe('unknown_tool');
});

test('an exchange is over when the last call on the former catalog has ended', async () => {
  const held: (() => void)[] = [];
  const upstream = await startUpstream((_, response) => held.push(() => json(response, 200, { ok: true })));
  const catalog = createExchangeable(named('one', upstream.url));
  const call: Promise<Outcome> = catalog.call('one', {});
  while (held.length === 0) await new Promise((next) => setTimeout(next, 2));
  let isOver = false;
  const exchange = catalog.exchange(EMPTY).then(() => {
    isOver = true;
  });
  await new Promise((next) => setTimeout(next, 20));
  expect(isOver).toBe(false);
  held[0]?.();
  expect(await call).toMatchObject({ value: { ok: true } });
  await exchange;
  expect(isOver).toBe(true);
  await upstream.close();
});
