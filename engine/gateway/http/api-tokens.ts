import { Hono } from 'hono';
import { createApiToken, revokeApiToken } from '../api-tokens.ts';
import type { Gateway } from '../gateway.ts';
import { jsonOf } from './admin.ts';
import type { Env } from './context.ts';

/** `/api-token`: tokens for this API, and for the second factor of servers. */
export const apiTokenRoutes = ({ store }: Gateway): Hono<Env> =>
  new Hono<Env>()
    .get('/', async (c) => c.json({ result: await store.apiTokens.list(), next_cursor: null }))
    .post('/', async (c) => c.json(await createApiToken(store, jsonOf(c), c.get('admin')), 201))
    .delete('/:id', async (c) => {
      await revokeApiToken(store, c.req.param('id'));
      return c.body(null, 204);
    });
