import { type Context, Hono } from 'hono';
import type { Admitted, Refusal } from '../admission.ts';
import { type Gateway, resourceOf } from '../gateway.ts';
import { passLimits } from '../limits.ts';
import { scopesFor } from '../scopes.ts';
import { bearerOf } from './bearer.ts';
import type { Env } from './context.ts';
import { failure } from './failures.ts';

const NAME = /^[\w-]{1,128}$/;

/** `/mcp/{id or token}`, or `/mcp` with the token as `Authorization: Bearer`: the MCP endpoint of a scoped server. */
export function mcpRoutes(gateway: Gateway): Hono<Env> {
  const concurrency = createConcurrency(gateway.concurrency);
  const serve = async (c: Context<Env>) => {
    if (gateway.isDraining) return c.json(failure(503, 'the gateway is shutting down.'), 503);
    const admitted = await letIn(gateway, c);
    if (admitted instanceof Response) return admitted;
    const { isWithin, headers } = await passLimits(gateway.store, gateway.allowances, admitted);
    const leave = isWithin ? concurrency.enter(admitted.server.id) : undefined;
    if (!leave) return tooMany(gateway, c, isWithin ? { 'retry-after': '1' } : headers);
    c.env.outgoing.once('close', leave);
    const answer = await answerOf(gateway, c, admitted);
    for (const [name, value] of Object.entries(headers)) answer.headers.set(name, value);
    return answer;
  };
  return new Hono<Env>().all('/mcp', serve).all('/mcp/:name', serve);
}

/** Who may call, or the answer to who may not. */
export async function letIn(gateway: Gateway, c: Context<Env>): Promise<Admitted | Response> {
  const name = c.req.param('name');
  const knock = { name, bearer: bearerOf(c), apiToken: c.req.header('ymcp-api-token') };
  const admitted = name !== undefined && !NAME.test(name) ? UNKNOWN : await gateway.admission.admit(knock);
  if ('refused' in admitted) return refuse(gateway, c, admitted);
  const { server, subject } = admitted;
  Object.assign(c.get('facts'), { server: server.id, ...(subject !== undefined && { who: subject }) });
  return admitted;
}

const UNKNOWN: Refusal = { refused: 'unknown', message: 'There is no such server.' };

async function answerOf(gateway: Gateway, c: Context<Env>, { server, subject, narrowed }: Admitted) {
  const { endpoint } = await gateway.endpoints.open(server, narrowed);
  return endpoint.fetch(c.req.raw, {
    subject,
    requestId: c.get('requestId'),
    protocol: c.req.header('mcp-protocol-version'),
    client: c.req.header('user-agent'),
  });
}

function refuse(gateway: Gateway, c: Context<Env>, refusal: Refusal): Response {
  gateway.metrics.refusal(refusal.refused);
  Object.assign(c.get('facts'), { refused: refusal.refused });
  if (refusal.refused === 'unknown') return c.json(failure(404, refusal.message), 404);
  const status = refusal.refused === 'unauthorized' ? 401 : 403;
  c.header('www-authenticate', challenge(gateway, c, refusal));
  return c.json(failure(status, refusal.message), status);
}

/** RFC 6750, section 3, with the metadata of RFC 9728; the same for servers that exist and those that do not. */
function challenge(
  { issuer, publicUrl }: Gateway,
  c: Context<Env>,
  { refused }: Extract<Refusal, { refused: 'unauthorized' | 'insufficient_scope' }>,
): string {
  const error =
    refused === 'insufficient_scope' ? refused : bearerOf(c) === undefined ? undefined : 'invalid_token';
  const name = c.req.param('name');
  const resource = new URL(resourceOf(publicUrl, name));
  const metadata = new URL(`/.well-known/oauth-protected-resource${resource.pathname}`, publicUrl).href;
  const parts = [
    ...(error === undefined ? [] : [`error="${error}"`]),
    ...(issuer ? [`resource_metadata="${metadata}"`, `scope="${scopesFor([]).join(' ')}"`] : []),
  ];
  return parts.length === 0 ? 'Bearer' : `Bearer ${parts.join(', ')}`;
}

export function tooMany(
  { metrics }: Gateway,
  c: Context<Env>,
  headers: Readonly<Record<string, string>>,
): Response {
  metrics.refusal('rate_limited');
  for (const [name, value] of Object.entries(headers)) c.header(name, value);
  return c.json(failure(429, `too many requests; try again in ${headers['retry-after']} s.`), 429);
}

/** Counts what is under way for a server in this process, not over all replicas. */
function createConcurrency(most: number) {
  const counts = new Map<string, number>();
  return {
    enter(id: string): (() => void) | undefined {
      const count = counts.get(id) ?? 0;
      if (count >= most) return undefined;
      counts.set(id, count + 1);
      return () => {
        const left = (counts.get(id) ?? 1) - 1;
        if (left === 0) counts.delete(id);
        else counts.set(id, left);
      };
    },
  };
}
