import { percentile } from './figure.ts';
import { processorTime } from './process.ts';

export interface Load {
  perSecond: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
  /** Microseconds of the server's processor time per call. */
  processor: number;
}

/** Calls before the first round, after which the code of every server is compiled. */
export const WARM_UP = 2_000;

/** Makes so many calls, so many at a time. */
export async function loadWith(
  call: () => Promise<unknown>,
  { inFlight, calls, pid }: { inFlight: number; calls: number; pid: number },
): Promise<Load> {
  const took: number[] = [];
  let left = calls;
  const before = processorTime(pid) ?? Number.NaN;
  const started = performance.now();
  const caller = async () => {
    while (left > 0) {
      left -= 1;
      const sent = performance.now();
      await call();
      took.push(performance.now() - sent);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, caller));
  const milliseconds = performance.now() - started;
  return {
    perSecond: (calls * 1_000) / milliseconds,
    p50: percentile(took, 0.5),
    p99: percentile(took, 0.99),
    processor: (((processorTime(pid) ?? Number.NaN) - before) * 1_000) / calls,
  };
}

/** The parts of a load as they are reported. */
export const LOAD_PARTS = [
  { part: 'perSecond', unit: 'calls/s', better: 'more' },
  { part: 'p50', unit: 'ms p50', better: 'less' },
  { part: 'p99', unit: 'ms p99', better: 'less' },
  { part: 'processor', unit: 'µs CPU/call', better: 'less' },
] as const satisfies readonly { part: keyof Load; unit: string; better: 'more' | 'less' }[];
