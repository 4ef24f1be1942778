import { randomUUID } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { html } from 'hono/html';
import { ToolError } from '../../errors.ts';
import { createCipher } from '../cipher.ts';
import { beginConnect, finishConnect } from '../connect.ts';
import { GatewayError } from '../errors.ts';
import type { Gateway } from '../gateway.ts';
import { once } from '../once.ts';
import type { Env } from './context.ts';

interface Ticket {
  id: string;
  account: string;
  expires: number;
}

const PATH = '/connect';
const COOKIE = 'ymcp_connect';
const PLACE = 'connect ticket';
/** Seconds that someone has from getting the address to being back from the login. */
const VALID_S = 600;

/** An address that lets one person log in to an account, once. */
export function ticketFor({ key, publicUrl }: Gateway, account: string): { url: string; expires_at: string } {
  const expires = Date.now() + VALID_S * 1_000;
  const ticket: Ticket = { id: randomUUID(), account, expires };
  const sealed = createCipher(key).encrypt(JSON.stringify(ticket), PLACE);
  return { url: new URL(`${PATH}/${sealed}`, publicUrl).href, expires_at: new Date(expires).toISOString() };
}

/** Codes of failures that are the authorization server's own. */
const AWAY: ReadonlySet<string> = new Set(['network', 'timeout', 'unavailable', 'invalid_response']);

/** `/connect/{ticket}` sends a browser to log in; `/connect/callback` is where it comes back, which must be the same browser. */
export function connectRoutes(gateway: Gateway): Hono<Env> {
  const { store, integrations, publicUrl } = gateway;
  const redirectUri = new URL(`${PATH}/callback`, publicUrl).href;
  const cookie = {
    path: PATH,
    httpOnly: true,
    secure: publicUrl.protocol === 'https:',
    sameSite: 'Lax' as const,
  };

  async function begin(c: Context<Env>): Promise<Response> {
    const ticket = readTicket(gateway, c.req.param('ticket') ?? '');
    const isFresh = ticket && (await once(store, `connect:${ticket.id}`, VALID_S));
    if (!ticket || !isFresh)
      return page(c, 400, 'This address is not good any more', 'Ask for a new one, and open it once.');
    const { url, state } = await beginConnect(store, integrations, ticket.account, redirectUri);
    setCookie(c, COOKIE, state, { ...cookie, maxAge: VALID_S });
    return c.redirect(url);
  }

  async function finish(c: Context<Env>): Promise<Response> {
    const state = getCookie(c, COOKIE);
    deleteCookie(c, COOKIE, cookie);
    if (state === undefined || state !== c.req.query('state'))
      return page(
        c,
        400,
        'This login was begun elsewhere',
        'Open the address again, and log in in the same browser.',
      );
    const { search } = new URL(c.req.url);
    const { label } = await finishConnect(store, integrations, new URL(redirectUri + search));
    return page(c, 200, 'Connected', `${label} can be used now. You can close this window.`);
  }

  return new Hono<Env>()
    .use(async (c, next) => {
      await next();
      c.header('cache-control', 'no-store');
      c.header('referrer-policy', 'no-referrer');
      c.header(
        'content-security-policy',
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
      );
    })
    .get('/callback', finish)
    .get('/:ticket', begin)
    .onError((error, c) => {
      if (error instanceof GatewayError) return page(c, error.status, 'That did not work', error.message);
      if (!(error instanceof ToolError)) throw error;
      if (!AWAY.has(error.code)) return page(c, 400, 'The login was refused', error.message);
      gateway.log.warn({ error, requestId: c.get('requestId') }, 'a login could not be finished');
      return page(c, 503, 'The login server cannot be reached', 'Ask for a new address later, and open it.');
    });
}

function readTicket({ key }: Gateway, sealed: string): Ticket | undefined {
  try {
    const ticket = JSON.parse(createCipher(key).decrypt(sealed, PLACE)) as Ticket;
    return ticket.expires > Date.now() ? ticket : undefined;
  } catch {
    return undefined;
  }
}

const STYLE = `:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 32rem; margin: 18vh auto; padding: 0 1.5rem }
h1 { font-size: 1.4rem; margin: 0 0 .5rem }`;

const page = (
  c: Context<Env>,
  status: 200 | 400 | 401 | 403 | 404 | 409 | 429 | 503,
  title: string,
  text: string,
) =>
  c.html(
    html`<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title><style>${STYLE}</style><main><h1>${title}</h1><p>${text}</p></main></html>`,
    status,
  );
