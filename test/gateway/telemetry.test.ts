import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Store } from '../../engine/gateway/store/contract.ts';
import { connectHttp, ERAS } from '../support/clients.ts';
import { type Collector, startCollector } from '../support/collector.ts';
import { addApiToken, addServer, shopAt } from '../support/gateway.ts';
import { type Replica, startReplica } from '../support/replica.ts';
import { onBothDatabases } from '../support/stores.ts';
import { json, startUpstream, type Upstream } from '../support/upstream.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000 });

const PATIENCE = { timeout: 60_000 };

onBothDatabases((databases) => {
  let folder: string;
  let upstream: Upstream;
  let collector: Collector;
  let store: Store;
  let replica: Replica;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ymcp-telemetry-'));
    upstream = await startUpstream(({ path }, response) =>
      json(response, path.startsWith('/customers') ? 404 : 200, { path }),
    );
    collector = await startCollector();
    writeFileSync(join(folder, 'shop.yaml'), shopAt(upstream.url));
    const database = await databases.create();
    store = await databases.open(database);
    replica = await startReplica(database, join(folder, 'shop.yaml'), [], {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_BSP_SCHEDULE_DELAY: '100',
    });
  });
  afterAll(async () => {
    replica.signal('SIGTERM');
    await replica.ended;
    await collector.close();
    await upstream.close();
    rmSync(folder, { recursive: true });
  });

  describe.each(ERAS)('for a client of %s', (era) => {
    const traceId = (era === '2025' ? 'a' : 'b').repeat(32);
    const parent = '00f067aa0ba902b7';
    const ofTrace = () => collector.spans().filter((span) => span.traceId === traceId);

    test('the spans of a call arrive under the context that it sent in `_meta`', async () => {
      const { server, token } = await addServer(store);
      const client = await connectHttp(era, `${replica.url}/mcp/${token}`);
      const meta = { traceparent: `00-${traceId}-${parent}-01`, tracestate: 'vendor=1' };
      await client.call('get_single_shop_order_by_id', { id: 'argument-nobody-sends' }, { meta });
      await client.close();
      await expect.poll(() => ofTrace().map(({ name }) => name), PATIENCE).toContain('attempt');
      const [root, ...others] = ofTrace().sort((a) => (a.parentSpanId === parent ? -1 : 1));
      expect(root).toMatchObject({
        name: 'call get_single_shop_order_by_id',
        parentSpanId: parent,
        isError: false,
        attributes: {
          'ymcp.server': server.id,
          'ymcp.integration': 'shop',
          'ymcp.request_id': expect.stringMatching(/^[\da-f-]{36}$/),
        },
      });
      const ids = new Set(ofTrace().map(({ spanId }) => spanId));
      expect(others.filter(({ parentSpanId }) => !ids.has(parentSpanId ?? ''))).toEqual([]);
      expect(others.find(({ name }) => name === 'attempt')?.attributes).toMatchObject({
        'ymcp.status': 200,
      });
      expect(collector.services()).toEqual(new Set(['ymcp']));
      for (const secret of ['upstream-secret', 'argument-nobody-sends', token])
        expect(collector.text()).not.toContain(secret);
      const { result } = await store.audit.query({ server_id: server.id }, { limit: 1 });
      expect(result[0]?.request_id).toBe(root?.attributes['ymcp.request_id']);
    });
  });

  test('a call that fails is a span with an error, of a trace of its own where the caller sent none', async () => {
    const { server, token } = await addServer(store);
    const client = await connectHttp('2025', `${replica.url}/mcp/${token}`);
    await client.call('get_single_shop_customer_by_id', { id: '1' });
    await client.close();
    const root = () => collector.spans().find(({ attributes }) => attributes['ymcp.server'] === server.id);
    await expect.poll(root, PATIENCE).toMatchObject({ parentSpanId: undefined, isError: true });
  });

  test('the metrics count calls, requests and refusals, for admins', async () => {
    const { token } = await addServer(store);
    const client = await connectHttp('2025', `${replica.url}/mcp/${token}`);
    await client.call('shop_orders_refund', { id: '1' });
    await client.close();
    await fetch(`${replica.url}/mcp/ymcps_wrong`, { method: 'POST' });
    const admin = await addApiToken(store, 'admin');
    const metrics = await fetch(`${replica.url}/metrics`, {
      headers: { authorization: `Bearer ${admin.token}` },
    });
    expect(metrics.headers.get('content-type')).toContain('version=0.0.4');
    const text = await metrics.text();
    for (const line of [
      /^ymcp_call_duration_seconds_count\{integration="shop",tool="shop_orders_refund",outcome="confirmation_required"\} 1$/m,
      /^ymcp_refusals_total\{reason="unknown"\} 1$/m,
      /^ymcp_http_request_duration_seconds_count\{route="\/mcp\/:name",verb="POST",status="404"\} 1$/m,
      /^ymcp_upstream_requests_total\{integration="shop"\} \d+$/m,
      /^ymcp_calls_under_way 0$/m,
    ])
      expect(text).toMatch(line);
    expect(text).not.toContain(token);
  });
});
