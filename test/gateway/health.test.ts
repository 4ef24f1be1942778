import { request } from 'node:http';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { addServer, shopAt, startGateway } from '../support/gateway.ts';
import { onBothDatabases } from '../support/stores.ts';
import { json, startUpstream } from '../support/upstream.ts';

onBothDatabases((databases) => {
  const statusOf = (url: string) =>
    fetch(url).then(
      ({ status }) => status,
      () => 'gone',
    );

  test('is ready while the database answers, and alive without it', async () => {
    const store = await databases.open(await databases.create());
    const gateway = await startGateway(store, shopAt('http://127.0.0.1:1'));
    expect(await statusOf(`${gateway.url}/readyz`)).toBe(200);
    await store.close();
    const answer = await fetch(`${gateway.url}/readyz`);
    expect([answer.status, await answer.json()]).toEqual([
      503,
      { statusCode: 503, error: 'Service Unavailable', message: 'the database does not answer.' },
    ]);
    expect(await statusOf(`${gateway.url}/healthz`)).toBe(200);
    await gateway.close();
  });

  test('is told of by whatever address a probe comes, while nothing else is', async () => {
    const store = await databases.open(await databases.create());
    const gateway = await startGateway(store, shopAt('http://127.0.0.1:1'));
    const asked = (path: string) =>
      new Promise((done, failed) => {
        const headers = { host: '10.0.0.7:8787' };
        request(gateway.url + path, { headers }, (answer) => done(answer.resume().statusCode))
          .once('error', failed)
          .end();
      });
    expect(await asked('/healthz')).toBe(200);
    expect(await asked('/readyz')).toBe(200);
    expect(await asked('/metrics')).toBe(401);
    for (const path of ['/mcp', '/log', '/connect/x', '/.well-known/oauth-protected-resource'])
      expect(await asked(path), path).toBe(403);
    await gateway.close();
  });

  test('takes no more calls while it is stopped, and lets those under way end', async () => {
    let release: () => void = () => {};
    const upstream = await startUpstream((_, response) => {
      release = () => json(response, 200, { late: true });
    });
    const store = await databases.open(await databases.create());
    const gateway = await startGateway(store, shopAt(upstream.url));
    const { token } = await addServer(store);
    const post = () =>
      fetch(`${gateway.url}/mcp/${token}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
        body: JSON.stringify({
          jsonrpc: '2.0',
          id: 1,
          method: 'tools/call',
          params: { name: 'get_single_shop_order_by_id', arguments: { id: '1' } },
        }),
      });
    const running = post();
    await expect.poll(() => upstream.received.length, { timeout: 20_000 }).toBe(1);
    const { port, host } = new URL(gateway.url);
    // A request that had begun before is still answered; new connections are not taken.
    const socket = connect(Number(port), '127.0.0.1');
    let answer = '';
    socket.setEncoding('utf8').on('data', (text) => {
      answer += text;
    });
    await new Promise<void>((sent) => socket.write('GET /readyz HTTP/1.1\r\n', () => sent()));
    await expect.poll(() => statusOf(`${gateway.url}/readyz`)).toBe(200);
    const closing = gateway.close();
    socket.write(`Host: ${host}\r\n\r\n`);
    await expect.poll(() => answer, { timeout: 20_000 }).toContain('the gateway is shutting down.');
    expect(answer).toMatch(/^HTTP\/1\.1 503 /);
    expect(await statusOf(`${gateway.url}/readyz`)).toBe('gone');
    release();
    expect(await (await running).text()).toContain('"late":true');
    await closing;
    expect(await statusOf(`${gateway.url}/healthz`)).toBe('gone');
    await upstream.close();
  });
});
