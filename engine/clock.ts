import type { StopSignal } from './deadline.ts';

/** The time that retries and polling go by. */
export interface Clock {
  /** Unix time in milliseconds. */
  now(): number;
  /** Rejects when `signal` aborts. */
  pause(milliseconds: number, signal?: StopSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: Date.now,
  pause: (milliseconds, signal) =>
    new Promise((resolve, reject) => {
      const end = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', end);
        if (signal?.aborted) reject(signal.reason);
        else resolve();
      };
      const timer = setTimeout(end, milliseconds);
      signal?.addEventListener('abort', end);
      if (signal?.aborted) end();
    }),
};

/** A clock whose pauses are over at once, and have passed all the same: for tests of what waits. */
export function createSkippingClock(): Clock & { skipped(): number } {
  let skipped = 0;
  return {
    now: () => Date.now() + skipped,
    async pause(milliseconds, signal) {
      if (signal?.aborted) throw signal.reason;
      skipped += milliseconds;
    },
    skipped: () => skipped,
  };
}
