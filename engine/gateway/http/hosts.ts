import type { MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import type { Gateway } from '../gateway.ts';
import type { Env } from './context.ts';
import { failure } from './failures.ts';

/**
 * Refuses requests addressed to another host or sent by a foreign web page (DNS rebinding; MCP transports, security warning). Clients
 * that are no browser send no `Origin`.
 */
export const checkHost = ({ publicUrl, hosts, origins }: Gateway): MiddlewareHandler<Env> => {
  const known = new Set([publicUrl.host, publicUrl.hostname, ...hosts].map((host) => host.toLowerCase()));
  const allowed = new Set([publicUrl.origin, ...origins]);
  return async (c, next) => {
    const host = (c.req.header('host') ?? '').toLowerCase();
    if (!known.has(host) && !known.has(host.replace(/:\d+$/, '')))
      return c.json(failure(403, 'this host is not served here.'), 403);
    const origin = c.req.header('origin');
    if (origin !== undefined && !allowed.has(origin))
      return c.json(failure(403, 'this origin may not call the gateway.'), 403);
    return next();
  };
};

/** Lets the allowed web pages read the answers. */
export const allowOrigins = ({ publicUrl, origins }: Gateway): MiddlewareHandler<Env> =>
  cors({
    origin: [publicUrl.origin, ...origins],
    exposeHeaders: ['mcp-session-id', 'www-authenticate', 'retry-after', 'x-request-id'],
  });
