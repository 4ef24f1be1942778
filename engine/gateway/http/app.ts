import { Hono } from 'hono';
import type { Gateway } from '../gateway.ts';
import type { Env } from './context.ts';
import { failure, onFailure } from './failures.ts';
import { health } from './health.ts';
import { allowOrigins, checkHost } from './hosts.ts';
import { mcpRoutes } from './mcp.ts';
import { metadata } from './metadata.ts';
import { observe } from './observe.ts';
import { sseRoutes } from './sse.ts';

/** All routes of the gateway. */
export const createApp = (gateway: Gateway): Hono<Env> =>
  new Hono<Env>()
    .use(observe(gateway), checkHost(gateway), allowOrigins(gateway))
    .route('/', health(gateway))
    .route('/', metadata(gateway))
    .route('/', mcpRoutes(gateway))
    .route('/', sseRoutes(gateway))
    .notFound((c) => c.json(failure(404, 'there is nothing at this address.'), 404))
    .onError(onFailure(gateway));
