import { randomUUID } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import type { Gateway } from '../gateway.ts';
import type { Env } from './context.ts';

/**
 * Logs and counts every request under the pattern of its route, since a path may hold a token. The request id is made here and
 * not taken from the caller, who could make two requests look like one.
 */
export const observe =
  ({ log, metrics }: Gateway): MiddlewareHandler<Env> =>
  async (c, next) => {
    const started = performance.now();
    const requestId = randomUUID();
    c.set('requestId', requestId);
    c.set('facts', {});
    await next();
    c.header('x-request-id', requestId);
    const ms = performance.now() - started;
    const route = routePath(c, -1);
    const { status } = c.res;
    metrics.request(route, c.req.method, status, ms / 1_000);
    const facts = {
      requestId,
      verb: c.req.method,
      route,
      status,
      ms: Math.round(ms * 10) / 10,
      ...c.get('facts'),
    };
    if (status >= 500) log.error(facts, 'request');
    else log.info(facts, 'request');
  };
