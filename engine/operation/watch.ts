import type { Clock } from '../clock.ts';
import type { StopSignal } from '../deadline.ts';
import type { HttpResponse } from '../http/send.ts';
import type { Trace } from './trace.ts';

/** What a caller wants to do or know while requests are made. */
export interface Watch {
  signal?: StopSignal | undefined;
  /** What waits between tries go by; the system's when left out. */
  clock?: Clock | undefined;
  /** Gets the answers themselves; facts about them, without payload, are what a trace is for. */
  onResponse?: ((response: HttpResponse) => void) | undefined;
  trace?: Trace | undefined;
  /** Unix time in milliseconds after which a request need not be sent any more. */
  deadline?: number;
}
