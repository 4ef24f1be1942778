import { afterEach, beforeEach, expect, test } from 'vitest';
import { filterOperations } from '../../engine/operation/filter.ts';
import { compileOperations } from '../../engine/operation/operation.ts';
import { catalogOf, integrationFrom } from '../support/integration.ts';
import { json, startUpstream, type Upstream } from '../support/upstream.ts';

let upstream: Upstream;
beforeEach(async () => {
  upstream = await startUpstream((_, response) => json(response, 200, {}));
});
afterEach(() => upstream.close());

const shop = () =>
  integrationFrom(`
ymcp: 1
name: shop
label: Shop
base_url: ${upstream.url}
resources:
  orders:
    tags: [sales]
    methods:
      list: { description: All orders., request: GET /orders, response: { items: $ } }
      get: { description: One order., request: "GET /orders/{id}", parameters: { id: { type: string } } }
      create: { description: Places an order., request: POST /orders, tags: [checkout] }
      search: { description: Finds orders., request: POST /orders/search, hints: { read_only: true } }
      touch: { description: Marks as seen., request: GET /touch, hints: { read_only: false } }
      refund: { description: Pays back., request: POST /refunds }
    chains:
      review:
        description: Reads twice.
        steps: [{ name: a, method: orders.list }, { name: b, method: orders.search }]
      settle:
        description: Reads and pays.
        steps: [{ name: a, method: orders.list }, { name: b, method: orders.refund }]
  stock:
    tags: [warehouse]
    methods:
      list: { description: What is on the shelves., request: GET /stock, response: { items: $ } }
`);

const EVERYTHING = 'list get create search touch refund list review settle';

test.each([
  [{}, EVERYTHING],
  [{ methods: ['read'] }, 'list get search list review'],
  [{ methods: ['write'] }, 'create touch refund settle'],
  [{ methods: ['read', 'write'] }, EVERYTHING],
  [{ methods: ['custom'] }, 'search touch refund review settle'],
  [{ methods: ['get', 'refund'] }, 'get refund'],
  [{ tags: ['warehouse', 'checkout'] }, 'create list'],
  [{ methods: ['read'], tags: ['warehouse'] }, 'list'],
  [{ methods: ['write'], tags: ['warehouse'] }, ''],
  [{ methods: ['refnd'] }, ''],
  [{ methods: ['constructor', 'toString'] }, ''],
  [{ methods: [] }, ''],
  [{ tags: [] }, ''],
])('%j leaves %j', (filter, expected) => {
  const left = filterOperations(compileOperations(shop()), filter);
  expect(left.map(({ method }) => method).join(' ')).toBe(expected);
});

test('a tool that is filtered out is refused exactly as one that never was', async () => {
  const catalog = catalogOf(shop(), {}, { filter: { methods: ['list'], tags: ['warehouse'] } });
  const filtered = await catalog.call('shop_orders_refund', {});
  const invented = await catalog.call('shop_orders_invent', {});
  const message = (name: string) => `there is no tool \`${name}\`; list the tools to see which there are.`;
  expect(filtered).toMatchObject({
    error: { code: 'unknown_tool', message: message('shop_orders_refund') },
  });
  expect(invented).toMatchObject({
    error: { code: 'unknown_tool', message: message('shop_orders_invent') },
  });
  expect(upstream.received).toEqual([]);
});

test('a chain that passes the filter still takes steps that do not', async () => {
  const catalog = catalogOf(shop(), {}, { filter: { methods: ['settle'] } });
  expect(catalog.operations.map(({ tool }) => tool)).toEqual(['shop_orders_settle']);
  await catalog.call('shop_orders_settle', {});
  expect(upstream.received.map(({ path }) => path)).toContain('/orders');
});
