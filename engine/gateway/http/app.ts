import { Hono } from 'hono';
import type { Gateway } from '../gateway.ts';
import { accountRoutes } from './accounts.ts';
import { forAdmins, readBody } from './admin.ts';
import { apiTokenRoutes } from './api-tokens.ts';
import { connectRoutes } from './connect.ts';
import type { Env } from './context.ts';
import { failure, onFailure } from './failures.ts';
import { health } from './health.ts';
import { allowOrigins, checkHost } from './hosts.ts';
import { logRoutes } from './log.ts';
import { mcpRoutes } from './mcp.ts';
import { metadata } from './metadata.ts';
import { observe } from './observe.ts';
import { sseRoutes } from './sse.ts';

/** All routes of the gateway. */
export const createApp = (gateway: Gateway): Hono<Env> =>
  new Hono<Env>()
    .use(observe(gateway))
    // Probes and scrapers come by the address of one replica, whatever that is.
    .route('/', health(gateway))
    .use(checkHost(gateway), allowOrigins(gateway))
    .route('/', metadata(gateway))
    .route('/', mcpRoutes(gateway))
    .route('/', sseRoutes(gateway))
    .route('/connect', connectRoutes(gateway))
    .route('/integrated-account', managed(gateway, accountRoutes(gateway)))
    .route('/api-token', managed(gateway, apiTokenRoutes(gateway)))
    .route('/log', managed(gateway, logRoutes(gateway)))
    .notFound((c) => c.json(failure(404, 'there is nothing at this address.'), 404))
    .onError(onFailure(gateway));

const managed = (gateway: Gateway, routes: Hono<Env>): Hono<Env> =>
  new Hono<Env>().use(forAdmins(gateway), readBody(gateway)).route('/', routes);
