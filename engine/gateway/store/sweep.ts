import type { Swept } from './contract.ts';
import type { Opened } from './opened.ts';
import { KEPT_MS } from './sqlite/poll.ts';
import type { Db } from './tables.ts';

/** Rows deleted at a time, so that nobody waits long for a sweep. */
const STEP = 1_000;

/** Deletes what is over at `now`, and audit records from before `auditBefore`. */
export async function sweep(
  { db }: Pick<Opened, 'db'>,
  type: 'sqlite' | 'postgres',
  now: string,
  auditBefore: string,
): Promise<Swept> {
  await db.deleteFrom('connects').where('expires_at', '<=', now).execute();
  await db.deleteFrom('counters').where('ends_at', '<=', Date.parse(now)).execute();
  if (type === 'sqlite') {
    const old = new Date(Date.parse(now) - KEPT_MS).toISOString();
    await db.deleteFrom('changes').where('at', '<', old).execute();
  }
  const servers = await db.deleteFrom('servers').where('expires_at', '<=', now).executeTakeFirst();
  const tokens = await db.deleteFrom('api_tokens').where('expires_at', '<=', now).executeTakeFirst();
  return {
    servers: Number(servers.numDeletedRows),
    apiTokens: Number(tokens.numDeletedRows),
    audit: await sweepAudit(db, auditBefore),
  };
}

async function sweepAudit(db: Db, before: string): Promise<number> {
  for (let deleted = 0; ; ) {
    const { numDeletedRows } = await db
      .deleteFrom('audit')
      .where('id', 'in', (query) =>
        query.selectFrom('audit').select('id').where('at', '<', before).orderBy('at').limit(STEP),
      )
      .executeTakeFirst();
    deleted += Number(numDeletedRows);
    if (numDeletedRows < BigInt(STEP)) return deleted;
  }
}
