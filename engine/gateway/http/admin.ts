import type { Context, MiddlewareHandler } from 'hono';
import { GatewayError } from '../errors.ts';
import type { Gateway } from '../gateway.ts';
import { passageOf } from '../limits.ts';
import { bearerOf } from './bearer.ts';
import type { Env } from './context.ts';
import { failure } from './failures.ts';

/** Lets nobody through but who has an API token with the scope `admin`, and counts what it asks for. */
export const forAdmins =
  ({ admission, metrics, store, allowances }: Gateway): MiddlewareHandler<Env> =>
  async (c, next) => {
    const token = await admission.apiToken(bearerOf(c), 'admin');
    if (!token) {
      metrics.refusal('unauthorized');
      c.header('www-authenticate', 'Bearer');
      return c.json(
        failure(401, 'an API token with the scope `admin` is needed, as `Authorization: Bearer`.'),
        401,
      );
    }
    const { requests, seconds } = allowances.api_token;
    const states = await store.limits.take([{ key: `api_token:${token.id}`, points: requests, seconds }]);
    const { isWithin, headers } = passageOf(states);
    for (const [name, value] of Object.entries(headers)) c.header(name, value);
    if (!isWithin) {
      metrics.refusal('rate_limited');
      return c.json(failure(429, `too many requests; try again in ${headers['retry-after']} s.`), 429);
    }
    c.set('admin', token.name);
    Object.assign(c.get('facts'), { who: token.name });
    return next();
  };

/** Reads the body, and of one that is too large no more than it may have. */
export const readBody =
  ({ maxBodyBytes }: Gateway): MiddlewareHandler<Env> =>
  async (c, next) => {
    // What is left of the body is not read, so that nothing can follow it.
    const tooLarge = () =>
      c.json(failure(413, `the body is larger than ${maxBodyBytes} bytes.`), 413, { connection: 'close' });
    if (Number(c.req.header('content-length') ?? 0) > maxBodyBytes) return tooLarge();
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of c.req.raw.body ?? []) {
      size += chunk.length;
      if (size > maxBodyBytes) return tooLarge();
      chunks.push(chunk);
    }
    c.set('body', Buffer.concat(chunks).toString());
    return next();
  };

/** The body as JSON; nothing else is taken. */
export function jsonOf(c: Context<Env>): unknown {
  try {
    return JSON.parse(c.get('body'));
  } catch {
    throw new GatewayError(400, 'the body is no JSON.');
  }
}

const MOST_PER_PAGE = 100;

/** `limit` and `next_cursor` of a query string. */
export function pageOf(c: Context<Env>): { limit: number; cursor: string | undefined } {
  const text = c.req.query('limit') ?? String(MOST_PER_PAGE);
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST_PER_PAGE)
    throw new GatewayError(400, `\`limit\` is \`${text}\`; expected a number from 1 to ${MOST_PER_PAGE}.`);
  return { limit, cursor: c.req.query('next_cursor') };
}
