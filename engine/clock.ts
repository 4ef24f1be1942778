import { setTimeout as sleep } from 'node:timers/promises';

/** The time that retries and polling go by. */
export interface Clock {
  /** Unix time in milliseconds. */
  now(): number;
  /** Rejects when `signal` aborts. */
  pause(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: Date.now,
  pause: (milliseconds, signal) => sleep(milliseconds, undefined, signal ? { signal } : {}),
};

/** A clock whose pauses are over at once, and have passed all the same: for tests of what waits. */
export function createSkippingClock(): Clock & { skipped(): number } {
  let skipped = 0;
  return {
    now: () => Date.now() + skipped,
    async pause(milliseconds, signal) {
      signal?.throwIfAborted();
      skipped += milliseconds;
    },
    skipped: () => skipped,
  };
}
