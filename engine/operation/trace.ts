import { ToolError, type ToolErrorCode } from '../errors.ts';
import type { Redactor } from '../redact.ts';

/** What a part of a call was. What is only known at its end is absent when it failed. Bytes are those of bodies and JSON. */
export type TraceFacts =
  /** The whole call; also one that a step of a chain or a live schema makes. */
  | { type: 'call'; tool: string; bytes?: number }
  /** Arguments checked, with defaults filled in. */
  | { type: 'arguments'; values?: Readonly<Record<string, unknown>>; controls?: object }
  | { type: 'check'; assert: string }
  | { type: 'live_schema'; parameter: string; method: string }
  | { type: 'confirmation'; question?: string }
  /** Templates filled for one set of arguments. */
  | { type: 'draft'; verb?: string; url?: string }
  | { type: 'split'; argument: string; items: number; parts?: number }
  /** One request's worth of a batch: the elements from index `from` to `to`. */
  | { type: 'part'; from: number; to: number }
  | { type: 'step'; name: string; method: string; index?: number }
  | { type: 'page'; state: unknown; size: number; items?: number; bytes?: number }
  /** One try to get an answer, as it was drafted: without credentials. */
  | { type: 'request'; verb: string; url: string; headers: Readonly<Record<string, string>>; body?: unknown }
  | { type: 'wait'; reason: 'concurrency' | 'budget' | 'retry' | 'poll' }
  /** Credentials put on, by the names of the headers, query parameters and cookies that carry them. */
  | { type: 'authorize'; credentials?: string[] }
  | { type: 'login'; verb: string; url: string; status?: number; bytes?: number }
  /** The answer means that the credentials have expired; the request goes out once more with new ones. */
  | { type: 'renewal'; status: number }
  /** One exchange over the wire. */
  | { type: 'attempt'; sent: number; status?: number; bytes?: number }
  | { type: 'map'; items: number; bytes: number; kept?: number; keptBytes?: number }
  | { type: 'transform'; items: number; bytes?: number }
  | { type: 'cut'; budget: number; bytes: number };

/** A part of a call that has ended. Times are Unix times in milliseconds, with fractions. */
export type TraceEvent = TraceFacts & {
  /** Unique within one call. */
  id: number;
  /** The part that this one belongs to; absent on the outermost. */
  parent?: number;
  started: number;
  ended: number;
  /** Code of the error that it ended as. */
  error?: ToolErrorCode;
};

export type OnTrace = (event: TraceEvent) => void;

/** Where the parts of a call report to; those that began in `inner` belong to the span. */
export interface Trace {
  begin(): Span;
}

export interface Span {
  readonly inner: Trace;
  end(facts: TraceFacts, error?: unknown): void;
}

const now = () => performance.timeOrigin + performance.now();

/** A trace of one call; `onTrace` is told of each part when it has ended, so of inner ones before outer ones. */
export function createTrace(onTrace: OnTrace): Trace {
  let last = 0;
  const within = (parent: number | undefined): Trace => ({
    begin() {
      last += 1;
      const id = last;
      const started = now();
      return {
        inner: within(id),
        end(facts, error) {
          const place = { id, ...(parent !== undefined && { parent }), started, ended: now() };
          onTrace({ ...facts, ...place, ...(error !== undefined && { error: codeOf(error) }) });
        },
      };
    },
  });
  return within(undefined);
}

const codeOf = (error: unknown): ToolErrorCode => (error instanceof ToolError ? error.code : 'internal');

/** Several traces as one, for what several calls wait for together; `undefined` when there are none. */
export function together(traces: Iterable<Trace>): Trace | undefined {
  const all = [...traces];
  if (all.length === 0) return undefined;
  return {
    begin() {
      const spans = all.map((trace) => trace.begin());
      return {
        inner: together(spans.map(({ inner }) => inner)) as Trace,
        end: (facts, error) => spans.forEach((span) => void span.end(facts, error)),
      };
    },
  };
}

type FactsOf<Type extends TraceFacts['type']> = Extract<TraceFacts, { type: Type }>;

/** Runs a part of a call and tells of it, also when it fails. Without a trace it only runs. */
export function traced<Type extends TraceFacts['type'], Result>(
  trace: Trace | undefined,
  facts: () => FactsOf<Type> & { type: Type },
  run: (inner: Trace | undefined) => Promise<Result>,
  outcome?: (result: Result) => Partial<FactsOf<Type>>,
): Promise<Result>;
export function traced<Type extends TraceFacts['type'], Result>(
  trace: Trace | undefined,
  facts: () => FactsOf<Type> & { type: Type },
  run: (inner: Trace | undefined) => Result | Promise<Result>,
  outcome?: (result: Result) => Partial<FactsOf<Type>>,
): Result | Promise<Result>;
export function traced<Type extends TraceFacts['type'], Result>(
  trace: Trace | undefined,
  facts: () => FactsOf<Type> & { type: Type },
  run: (inner: Trace | undefined) => Result | Promise<Result>,
  outcome?: (result: Result) => Partial<FactsOf<Type>>,
): Result | Promise<Result> {
  return trace ? runTraced(trace, facts(), run, outcome) : run(undefined);
}

async function runTraced<Type extends TraceFacts['type'], Result>(
  trace: Trace,
  known: FactsOf<Type> & { type: Type },
  run: (inner: Trace) => Result | Promise<Result>,
  outcome?: (result: Result) => Partial<FactsOf<Type>>,
): Promise<Result> {
  const span = trace.begin();
  let result: Result;
  try {
    result = await run(span.inner);
  } catch (error) {
    span.end(known, error);
    throw error;
  }
  span.end({ ...known, ...outcome?.(result) });
  return result;
}

/** Tells of something that takes no time of its own. */
export const note = (trace: Trace | undefined, facts: TraceFacts): void => trace?.begin().end(facts);

/** Bytes of a value as JSON. */
export const jsonBytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value) ?? '');

/** The event with secrets masked. Numbers of its own are measures, which a short secret of digits must not garble. */
export function maskEvent(event: TraceEvent, redactor: Redactor): TraceEvent {
  const masked = Object.entries(event).map(([key, value]) => [
    key,
    typeof value === 'number' ? value : redactor.redactValue(value, JSON.stringify(value) ?? ''),
  ]);
  return Object.fromEntries(masked) as TraceEvent;
}
