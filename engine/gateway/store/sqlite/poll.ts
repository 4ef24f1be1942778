import type { Change } from '../contract.ts';
import type { Db } from '../tables.ts';

const POLL_MS = 200;

/** Milliseconds for which changes are kept; a process that slept for longer is told that all may have changed. */
export const KEPT_MS = 3_600_000;

/** Reads what was announced in the file since the last look. */
export function pollChanges(
  db: Db,
  onChange: (change: Change) => void,
  onFault: (error: unknown) => void,
): () => Promise<void> {
  let isStopped = false;
  let seen: number | undefined;
  let lookedAt = Date.now();
  let under: Promise<void> = Promise.resolve();

  async function look(): Promise<void> {
    if (seen === undefined) {
      seen = await lastOf(db);
      onChange({ type: 'all' });
    }
    const changes = await db.selectFrom('changes').selectAll().where('id', '>', seen).orderBy('id').execute();
    if (Date.now() - lookedAt > KEPT_MS / 2) onChange({ type: 'all' });
    lookedAt = Date.now();
    seen = changes.at(-1)?.id ?? seen;
    for (const { type, subject } of changes) onChange({ type, id: subject } as Change);
  }

  const tick = () => {
    under = look()
      .catch(onFault)
      .then(() => {
        if (!isStopped) timer = setTimeout(tick, POLL_MS).unref();
      });
  };
  let timer = setTimeout(tick, 0).unref();
  return async () => {
    isStopped = true;
    clearTimeout(timer);
    await under;
  };
}

async function lastOf(db: Db): Promise<number> {
  const { last } = await db
    .selectFrom('changes')
    .select(({ fn }) => fn.max('id').as('last'))
    .executeTakeFirstOrThrow();
  return last ?? 0;
}
