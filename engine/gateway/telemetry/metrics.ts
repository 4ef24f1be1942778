import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { CallRecord } from '../../operation/catalog.ts';

/** What the gateway counts, in the Prometheus text format. No label holds what callers choose freely. */
export interface Metrics {
  contentType: string;
  text(): Promise<string>;
  request(route: string, verb: string, status: number, seconds: number): void;
  call(integration: string, record: CallRecord): void;
  refusal(reason: string): void;
}

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

export function createMetrics(callsUnderWay: () => number): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'ymcp_http_request_duration_seconds',
    help: 'Requests to the gateway, by route, verb and status.',
    labelNames: ['route', 'verb', 'status'] as const,
    buckets: SECONDS,
    registers,
  });
  const calls = new Histogram({
    name: 'ymcp_call_duration_seconds',
    help: 'Finished tool calls, by integration, tool and outcome.',
    labelNames: ['integration', 'tool', 'outcome'] as const,
    buckets: SECONDS,
    registers,
  });
  const upstream = new Counter({
    name: 'ymcp_upstream_requests_total',
    help: 'Requests made to APIs, logins not counted.',
    labelNames: ['integration'] as const,
    registers,
  });
  const received = new Counter({
    name: 'ymcp_upstream_received_bytes_total',
    help: 'Bytes of the answers of APIs.',
    labelNames: ['integration'] as const,
    registers,
  });
  const refusals = new Counter({
    name: 'ymcp_refusals_total',
    help: 'Requests that were not let through, by reason.',
    labelNames: ['reason'] as const,
    registers,
  });
  new Gauge({
    name: 'ymcp_calls_under_way',
    help: 'Tool calls that have begun and not ended.',
    registers,
    collect() {
      this.set(callsUnderWay());
    },
  });

  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    request: (route, verb, status, seconds) => requests.observe({ route, verb, status }, seconds),
    call(integration, { tool, outcome, requests: made, bytesReceived, milliseconds }) {
      const name = outcome === 'unknown_tool' ? '(unknown)' : tool;
      calls.observe({ integration, tool: name, outcome }, milliseconds / 1_000);
      upstream.inc({ integration }, made);
      received.inc({ integration }, bytesReceived);
    },
    refusal: (reason) => refusals.inc({ reason }),
  };
}
