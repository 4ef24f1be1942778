import type { Context } from 'hono';

/** The token of `Authorization: Bearer` (RFC 6750, section 2.1). */
export const bearerOf = (c: Pick<Context, 'req'>): string | undefined =>
  /^bearer +([\w.~+/=-]+) *$/i.exec(c.req.header('authorization') ?? '')?.[1];
