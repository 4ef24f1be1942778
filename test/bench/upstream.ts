import { join } from 'node:path';
import { startServer, stop } from './process.ts';
import { BENCH } from './sides.ts';

/** Runs something against the upstream that every side calls: a process of its own with this many contacts. */
export async function withUpstream<T>(contacts: number, run: (url: string) => Promise<T>): Promise<T> {
  const { url, child } = await startServer([join(BENCH, 'servers', 'upstream.js')], 'stdout', {
    CONTACTS: String(contacts),
  });
  try {
    return await run(url);
  } finally {
    await stop(child);
  }
}
