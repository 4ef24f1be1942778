import { type Context, Hono } from 'hono';
import { GatewayError } from '../errors.ts';
import type { Gateway } from '../gateway.ts';
import type { AuditFilter } from '../store/contract.ts';
import { pageOf } from './admin.ts';
import type { Env } from './context.ts';

/** What may be asked for, and the filter that it is; the first four by the names of Truto's API. */
const FILTERS: Readonly<Record<string, keyof AuditFilter>> = {
  tool_name: 'tool',
  mcp_server_id: 'server_id',
  integrated_account_id: 'account_id',
  status: 'status',
  since: 'since',
  until: 'until',
};
const OTHERS = ['log_type', 'limit', 'next_cursor'];

/** `/log`: finished calls, newest first. */
export const logRoutes = ({ store }: Gateway): Hono<Env> =>
  new Hono<Env>().get('/', async (c) => c.json(await store.audit.query(filterOf(c), pageOf(c))));

function filterOf(c: Context<Env>): AuditFilter {
  const given = c.req.query();
  if ((given.log_type ?? 'mcp') !== 'mcp')
    throw new GatewayError(400, `\`log_type\` is \`${given.log_type}\`; expected \`mcp\`.`);
  const filter: AuditFilter = {};
  for (const [name, value] of Object.entries(given)) {
    if (OTHERS.includes(name)) continue;
    const key = Object.hasOwn(FILTERS, name) ? FILTERS[name] : undefined;
    if (!key)
      throw new GatewayError(
        400,
        `there is no filter \`${name}\`; expected one of ${[...Object.keys(FILTERS), ...OTHERS].join(', ')}.`,
      );
    filter[key] = key === 'since' || key === 'until' ? momentOf(name, value) : value;
  }
  return filter;
}

function momentOf(name: string, text: string): string {
  const at = Date.parse(text);
  if (Number.isFinite(at)) return new Date(at).toISOString();
  throw new GatewayError(400, `\`${name}\` is \`${text}\`; expected a time like \`2026-12-31T00:00:00Z\`.`);
}
