import { expect, test } from 'vitest';
import { type StopSignal, withDeadline } from '../engine/deadline.ts';

const untilAborted = (signal: StopSignal) =>
  new Promise<never>((_, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason), { once: true }),
  );

test('what takes too long ends with a TimeoutError', async () => {
  await expect(withDeadline(5, undefined, untilAborted)).rejects.toMatchObject({ name: 'TimeoutError' });
});

test('the outer signal ends it with its own reason', async () => {
  const outer = new AbortController();
  const running = withDeadline(60_000, outer.signal, untilAborted);
  outer.abort(new Error('enough'));
  await expect(running).rejects.toThrow('enough');
});

test('an outer signal that has aborted already is seen at once', async () => {
  const run = async (signal: StopSignal) => signal.aborted;
  expect(await withDeadline(60_000, AbortSignal.abort(), run)).toBe(true);
});

test('a signal that was used is not aborted later', async () => {
  const outer = new AbortController();
  const inner = await withDeadline(5, outer.signal, async (signal) => signal);
  outer.abort();
  await new Promise((resolve) => setTimeout(resolve, 15));
  expect(inner.aborted).toBe(false);
});
