/**
 * Calls under way over stateless HTTP, so that a cancellation finds its call. Clients of the 2025 revisions cancel with a
 * notification in a request of its own; the session id they echo tells whose call of that id is meant.
 */
export class CallsUnderWay {
  readonly #calls = new Map<string, AbortController>();

  /** Runs a call that `cancel` with the same session and id aborts. */
  async run<T>(
    session: string,
    id: string | number,
    signal: AbortSignal,
    call: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const key = keyOf(session, id);
    const controller = new AbortController();
    const follow = () => controller.abort(signal.reason);
    if (signal.aborted) follow();
    else signal.addEventListener('abort', follow, { once: true });
    this.#calls.set(key, controller);
    try {
      return await call(controller.signal);
    } finally {
      signal.removeEventListener('abort', follow);
      this.#calls.delete(key);
    }
  }

  cancel(session: string, id: string | number | undefined): void {
    if (id !== undefined) this.#calls.get(keyOf(session, id))?.abort();
  }
}

const keyOf = (session: string, id: string | number) => JSON.stringify([session, id]);
