import { type Context, Hono } from 'hono';
import { RESPONSE_ALREADY_SENT } from '../../mcp/listener.ts';
import type { SseSession } from '../../mcp/sse.ts';
import type { Gateway } from '../gateway.ts';
import { passLimits } from '../limits.ts';
import type { Env } from './context.ts';
import { failure } from './failures.ts';
import { letIn, tooMany } from './mcp.ts';

interface OpenSession {
  session: SseSession;
  server: string;
  account: string;
}

/**
 * `/mcp/{id or token}/sse`: for clients that speak HTTP+SSE (revision 2024-11-05) only. A session lives in this process, so with
 * several replicas its messages must reach the one that holds the stream.
 */
export function sseRoutes(gateway: Gateway): Hono<Env> {
  const sessions = new Map<string, OpenSession>();

  gateway.store.changes.subscribe((change) => {
    for (const { session, server, account } of sessions.values())
      if (change.type === 'all' || change.id === server || change.id === account) void session.close();
  });

  async function open(c: Context<Env>): Promise<Response> {
    const admitted = await letIn(gateway, c);
    if (admitted instanceof Response) return admitted;
    const { server, subject, narrowed } = admitted;
    const { endpoint } = await gateway.endpoints.open(server, narrowed);
    const origin = { subject, requestId: c.get('requestId'), protocol: '2024-11-05' };
    const path = `/mcp/${c.req.param('name')}/messages`;
    const session = await endpoint.openSse(c.env.outgoing, path, origin, () => sessions.delete(session.id));
    sessions.set(session.id, { session, server: server.id, account: server.integrated_account_id });
    return RESPONSE_ALREADY_SENT;
  }

  async function post(c: Context<Env>): Promise<Response> {
    if (gateway.isDraining) return c.json(failure(503, 'the gateway is shutting down.'), 503);
    const admitted = await letIn(gateway, c);
    if (admitted instanceof Response) return admitted;
    const found = sessions.get(c.req.query('sessionId') ?? '');
    if (found?.server !== admitted.server.id)
      return c.json(failure(404, 'there is no such session here; open a new stream.'), 404);
    const { isWithin, headers } = await passLimits(gateway.store, gateway.allowances, admitted);
    if (!isWithin) return tooMany(gateway, c, headers);
    await found.session.post(c.env.incoming, c.env.outgoing);
    return RESPONSE_ALREADY_SENT;
  }

  return new Hono<Env>().get('/mcp/:name/sse', open).post('/mcp/:name/messages', post);
}
