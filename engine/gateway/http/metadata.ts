import { type Context, Hono } from 'hono';
import { type Gateway, resourceOf } from '../gateway.ts';
import { scopesFor } from '../scopes.ts';
import type { Env } from './context.ts';
import { failure } from './failures.ts';

const WELL_KNOWN = '/.well-known/oauth-protected-resource';

/** Protected resource metadata (RFC 9728), of one server and of all of them; the same whether the server exists or not. */
export function metadata({ issuer, publicUrl, integrations }: Gateway): Hono<Env> {
  const tags = [...integrations.values()].flatMap(({ methods }) => methods.flatMap((method) => method.tags));
  const describe = (c: Context<Env>) =>
    issuer === undefined
      ? c.json(failure(404, 'no authorization server is trusted here.'), 404)
      : c.json({
          resource: resourceOf(publicUrl, c.req.param('name')),
          authorization_servers: [issuer.issuer],
          bearer_methods_supported: ['header'],
          scopes_supported: scopesFor(tags),
        });
  return new Hono<Env>()
    .get(WELL_KNOWN, describe)
    .get(`${WELL_KNOWN}/mcp`, describe)
    .get(`${WELL_KNOWN}/mcp/:name{[A-Za-z0-9_-]{1,128}}`, describe);
}
