import { Hono } from 'hono';
import type { Gateway } from '../gateway.ts';
import { bearerOf } from './bearer.ts';
import type { Env } from './context.ts';
import { failure } from './failures.ts';

const CHECK_MS = 2_000;

/** `/healthz`: the process answers; `/readyz`: it can take calls; `/metrics`: for an API token with the scope `admin`. */
export const health = (gateway: Gateway): Hono<Env> =>
  new Hono<Env>()
    .get('/healthz', (c) => c.json({ ok: true }))
    .get('/readyz', async (c) => {
      if (gateway.isDraining) return c.json(failure(503, 'the gateway is shutting down.'), 503);
      const isReady = await Promise.race([
        gateway.store.check().then(
          () => true,
          () => false,
        ),
        new Promise<boolean>((done) => setTimeout(done, CHECK_MS, false).unref()),
      ]);
      return isReady ? c.json({ ok: true }) : c.json(failure(503, 'the database does not answer.'), 503);
    })
    .get('/metrics', async (c) => {
      const token = await gateway.admission.apiToken(bearerOf(c), 'admin');
      if (!token) return c.json(failure(401, 'an API token with the scope `admin` is needed.'), 401);
      return c.body(await gateway.metrics.text(), 200, { 'content-type': gateway.metrics.contentType });
    });
