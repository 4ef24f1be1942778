import { finished } from 'node:stream';

/** Resolves when the process is asked to end (SIGINT, SIGTERM). */
export function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}

/** Resolves when stdin is at its end; a file, `/dev/null` among them, ends without ever being closed. */
export function untilInputEnds(): Promise<void> {
  return new Promise((resolve) => void finished(process.stdin, { writable: false }, () => resolve()));
}
