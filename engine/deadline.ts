/**
 * Runs something under a signal that aborts when `outer` does, and with a `TimeoutError` after so many milliseconds. One
 * controller and one timer that are let go of at the end; `AbortSignal.any` and `AbortSignal.timeout` leave both to the
 * garbage collector, which at thousands of calls a second is most of its work.
 */
export async function withDeadline<T>(
  milliseconds: number,
  outer: AbortSignal | undefined,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const follow = () => controller.abort(outer?.reason);
  const expire = () => controller.abort(new DOMException('The time is up.', 'TimeoutError'));
  const timer = setTimeout(expire, milliseconds).unref();
  if (outer?.aborted) follow();
  else outer?.addEventListener('abort', follow, { once: true });
  try {
    return await run(controller.signal);
  } finally {
    clearTimeout(timer);
    outer?.removeEventListener('abort', follow);
  }
}
