import type { StopSignal } from '../deadline.ts';
import { ToolError } from '../errors.ts';

/** Waits for what others wait for too; a caller that is cancelled leaves them to it. */
export function untilAborted<T>(promise: Promise<T>, signal: StopSignal | undefined): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const abort = () => reject(new ToolError('cancelled', 'the call was cancelled while logging in.'));
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
