/** What ends a wait early: an `AbortSignal`, or what stands for one at a fraction of its cost. */
export interface StopSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(type: 'abort', listener: () => void, options?: { once: true }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** Stops once. `AbortController` is an event target with all that belongs to one, made anew for every call. */
class Stop implements StopSignal {
  readonly #listeners = new Set<() => void>();
  aborted = false;
  reason: unknown;

  addEventListener(_: 'abort', listener: () => void): void {
    this.#listeners.add(listener);
  }

  removeEventListener(_: 'abort', listener: () => void): void {
    this.#listeners.delete(listener);
  }

  stop(reason: unknown): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    for (const listener of this.#listeners) listener();
    this.#listeners.clear();
  }
}

/** Runs something under a signal that stops when `outer` does, and with a `TimeoutError` after so many milliseconds. */
export async function withDeadline<T>(
  milliseconds: number,
  outer: StopSignal | undefined,
  run: (signal: StopSignal) => Promise<T>,
): Promise<T> {
  const stop = new Stop();
  const follow = () => stop.stop(outer?.reason);
  const timer = setTimeout(expire, milliseconds, stop).unref();
  if (outer?.aborted) follow();
  else outer?.addEventListener('abort', follow, { once: true });
  try {
    return await run(stop);
  } finally {
    clearTimeout(timer);
    outer?.removeEventListener('abort', follow);
  }
}

const expire = (stop: Stop) => stop.stop(timeIsUp());

export const timeIsUp = (): DOMException => new DOMException('The time is up.', 'TimeoutError');
