import {
  type Attributes,
  type Context,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import type { Catalog } from '../../operation/catalog.ts';
import type { TraceEvent } from '../../operation/trace.ts';

const TRACER = 'ymcp';

/** The catalog, with the parts of each of its calls reported as spans. */
export const withSpans = (catalog: Catalog, attributes: Attributes): Catalog => ({
  ...catalog,
  async call(tool, given, watch = {}) {
    const events: TraceEvent[] = [];
    const onTrace = (event: TraceEvent) => {
      events.push(event);
      watch.onTrace?.(event);
    };
    const outcome = await catalog.call(tool, given, { ...watch, onTrace });
    const { requestId = '', traceContext } = watch.origin ?? {};
    reportSpans(events, { ...attributes, 'ymcp.request_id': requestId }, traceContext);
    return outcome;
  },
});

/**
 * Reports the parts of a finished call as OpenTelemetry spans, under the trace context that its caller sent. The attributes are
 * measures and names, never arguments, URLs or bodies.
 */
function reportSpans(
  events: readonly TraceEvent[],
  attributes: Attributes,
  traceContext: Readonly<Record<string, string>> = {},
): void {
  const tracer = trace.getTracer(TRACER);
  const contexts = new Map<number | undefined, Context>([
    [undefined, propagation.extract(ROOT_CONTEXT, traceContext)],
  ]);
  // An id is given when a part begins, so that outer parts come before inner ones.
  for (const event of [...events].sort((a, b) => a.id - b.id)) {
    const parent = contexts.get(event.parent) ?? ROOT_CONTEXT;
    const isRoot = event.parent === undefined;
    const span = tracer.startSpan(
      nameOf(event),
      {
        startTime: event.started,
        kind: event.type === 'attempt' || event.type === 'login' ? SpanKind.CLIENT : SpanKind.INTERNAL,
        attributes: { ...measuresOf(event), ...(isRoot && attributes) },
      },
      parent,
    );
    if (event.error !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: event.error });
    span.end(event.ended);
    contexts.set(event.id, trace.setSpan(parent, span));
  }
}

const nameOf = (event: TraceEvent): string => (event.type === 'call' ? `call ${event.tool}` : event.type);

const MEASURES = ['status', 'bytes', 'sent', 'items', 'kept', 'keptBytes', 'reason', 'verb', 'from', 'to'];

const measuresOf = (event: TraceEvent): Attributes =>
  Object.fromEntries(
    Object.entries(event)
      .filter(([name, value]) => MEASURES.includes(name) && ['string', 'number'].includes(typeof value))
      .map(([name, value]) => [`ymcp.${name}`, value as string | number]),
  );
