import { expect, test } from 'vitest';
import { startSandbox } from '../../engine/sandbox/server.ts';
import { serve } from './serve.ts';

const definition = {
  guards: [{ when: 'true', status: 401 }],
  collections: { tokens: { key: 'id', seed: '[1..3].{"id": $}' } },
  faults: { limited: { status: 429 }, reset: { reset: true }, slow: { delay_ms: 300 } },
  routes: { 'GET /a': { open: true, body: 'a' }, 'GET /b': {} },
};

test('the overview tells what there is, whatever the guards say', async () => {
  const { body } = await serve(definition);
  expect(await body('GET /_sandbox/')).toEqual({
    collections: { tokens: 3 },
    faults: ['limited', 'reset', 'slow'],
    routes: ['GET /a', 'GET /b'],
    requests: 0,
  });
});

test('a collection is emptied, and seeded again by a reset', async () => {
  const { send, body } = await serve(definition);
  expect((await send('DELETE /_sandbox/collections/tokens')).status).toBe(204);
  expect(await body('GET /_sandbox/collections/tokens')).toEqual([]);
  expect((await send('POST /_sandbox/reset')).status).toBe(204);
  expect(await body('GET /_sandbox/collections/tokens')).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }]);
});

test('a reset disarms faults and forgets requests', async () => {
  const { send, body } = await serve(definition);
  await send('POST /_sandbox/faults/limited?times=5');
  expect((await send('GET /a')).status).toBe(429);
  await send('POST /_sandbox/reset');
  expect((await send('GET /a')).status).toBe(200);
  expect(await body('GET /_sandbox/requests')).toHaveLength(1);
});

test('requests are forgotten on demand, and told to a listener', async () => {
  const heard: unknown[] = [];
  const sandbox = await startSandbox(
    { sandbox: 1, ...definition },
    { onRequest: (entry) => heard.push(entry) },
  );
  await fetch(`${sandbox.url}/a?x=1`);
  await fetch(`${sandbox.url}/_sandbox/requests`, { method: 'DELETE' });
  expect(await (await fetch(`${sandbox.url}/_sandbox/requests`)).json()).toEqual([]);
  expect(heard).toEqual([{ verb: 'GET', path: '/a?x=1', status: 200, bytes: 0 }]);
  await sandbox.close();
});

test('the log keeps the last 1,000 requests', async () => {
  const { send, body } = await serve(definition);
  for (let n = 0; n < 1_003; n += 1) await send(`GET /a?n=${n}`);
  const log = await body('GET /_sandbox/requests');
  expect([log.length, log[0].path, log[999].path]).toEqual([1_000, '/a?n=3', '/a?n=1002']);
});

test.each([['0'], ['-1'], ['1.5'], ['abc'], ['']])('`times=%s` is refused', async (times) => {
  const { send } = await serve(definition);
  expect((await send(`POST /_sandbox/faults/limited?times=${times}`)).status).toBe(400);
  expect((await send('GET /a')).status).toBe(200);
});

test('what is not there is answered with what is', async () => {
  const { send } = await serve(definition);
  const answers = [
    await send('POST /_sandbox/faults/constructor'),
    await send('GET /_sandbox/collections/nope'),
    await send('PUT /_sandbox/%ZZ'),
  ];
  expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
  expect(answers[0]?.body.error).toBe(
    'there is no fault `constructor`; expected one of `limited`, `reset`, `slow`.',
  );
  expect(answers[2]?.body.error).toContain('`POST /_sandbox/reset`');
});

test('a slow request does not hold up the others', async () => {
  const { send } = await serve(definition);
  await send('POST /_sandbox/faults/slow?path=slowly');
  const order: string[] = [];
  const slow = send('GET /a?slowly').then(() => order.push('slow'));
  await Promise.all(Array.from({ length: 5 }, () => send('GET /a')));
  order.push('others');
  await slow;
  expect(order).toEqual(['others', 'slow']);
});

test('a cut connection is logged without a status', async () => {
  const { send, body } = await serve(definition);
  await send('POST /_sandbox/faults/reset');
  await expect(send('GET /a')).rejects.toThrow('fetch failed');
  expect(await body('GET /_sandbox/requests')).toMatchObject([{ path: '/a', status: 0 }]);
});

test('closing ends kept-alive connections and requests that are being delayed', async () => {
  const heard: unknown[] = [];
  const sandbox = await startSandbox(
    { sandbox: 1, ...definition },
    { onRequest: (entry) => heard.push(entry) },
  );
  await fetch(`${sandbox.url}/_sandbox/faults/slow`, { method: 'POST' });
  const pending = fetch(`${sandbox.url}/a`).catch(() => 'cut');
  await new Promise((resolve) => setTimeout(resolve, 100));
  await sandbox.close();
  expect(await pending).toBe('cut');
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(heard).toEqual([]);
  await expect(fetch(sandbox.url)).rejects.toThrow('fetch failed');
});
