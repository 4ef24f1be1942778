import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Change } from '../contract.ts';
import type { DriverOptions } from '../driver.ts';
import { connectionOptions } from './pool.ts';

export const CHANNEL = 'ymcp_changes';

const RETRY_MS = 250;
/** A connection that died without a word is noticed after so long. */
const PROBE_MS = 5_000;

/** Listens on a connection of its own; what may have been missed before, or while it was broken, is told as `all`. */
export function listenForChanges(
  { url, onFault }: DriverOptions,
  onChange: (change: Change) => void,
): () => Promise<void> {
  const stop = new AbortController();
  const running = (async () => {
    while (!stop.signal.aborted) {
      await listenOnce(url, stop.signal, onChange).catch((error) => {
        if (!stop.signal.aborted) onFault(error);
      });
      await sleep(RETRY_MS, undefined, { signal: stop.signal }).catch(() => {});
    }
  })();
  return async () => {
    stop.abort();
    await running;
  };
}

/** Resolves or rejects when the connection is over. */
async function listenOnce(
  url: string,
  signal: AbortSignal,
  onChange: (change: Change) => void,
): Promise<void> {
  const client = new pg.Client(connectionOptions(url));
  const broken = new Promise<never>((_, reject) => {
    client.on('error', reject).on('end', () => reject(new Error('the connection that listens has ended')));
  });
  broken.catch(() => {});
  try {
    await client.connect();
    client.on('notification', ({ payload = '' }) => onChange(parse(payload)));
    await client.query(`listen ${CHANNEL}`);
    onChange({ type: 'all' });
    while (!signal.aborted) {
      await Promise.race([broken, sleep(PROBE_MS, undefined, { signal }).catch(() => {})]);
      await Promise.race([broken, client.query('select 1')]);
    }
  } finally {
    await client.end().catch(() => {});
  }
}

/** Whoever may write to the database may notify; what is not understood could be anything. */
function parse(payload: string): Change {
  try {
    return JSON.parse(payload) as Change;
  } catch {
    return { type: 'all' };
  }
}
