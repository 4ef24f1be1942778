import { json, startUpstream } from './upstream.ts';

/** A span as the collector was sent it. */
export interface CollectedSpan {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId: string | undefined;
  attributes: Record<string, unknown>;
  isError: boolean;
}

interface Attribute {
  key: string;
  value: Record<string, unknown>;
}

interface Export {
  resourceSpans: {
    resource: { attributes: Attribute[] };
    scopeSpans: {
      spans: (Omit<CollectedSpan, 'attributes' | 'isError'> & {
        attributes: Attribute[];
        status?: { code?: number };
      })[];
    }[];
  }[];
}

export interface Collector {
  url: string;
  spans(): CollectedSpan[];
  /** Names of the services that sent them. */
  services(): Set<unknown>;
  /** All that was sent, as text. */
  text(): string;
  close(): Promise<void>;
}

/** Takes spans as a collector does, over OTLP/HTTP in JSON. */
export async function startCollector(): Promise<Collector> {
  const { url, received, close } = await startUpstream(({ path }, response) =>
    json(response, path === '/v1/traces' ? 200 : 404, {}),
  );
  const sent = () =>
    received
      .filter(({ path }) => path === '/v1/traces')
      .flatMap(({ body }) => (JSON.parse(body) as Export).resourceSpans);
  return {
    url,
    close,
    text: () => received.map(({ body }) => body).join('\n'),
    services: () => new Set(sent().map(({ resource }) => membersOf(resource.attributes)['service.name'])),
    spans: () =>
      sent()
        .flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans))
        .map(({ attributes, status, ...span }) => ({
          ...span,
          parentSpanId: span.parentSpanId || undefined,
          attributes: membersOf(attributes),
          isError: status?.code === 2,
        })),
  };
}

const membersOf = (attributes: readonly Attribute[]) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
