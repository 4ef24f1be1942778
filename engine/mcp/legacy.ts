import { setTimeout as sleep } from 'node:timers/promises';
import {
  type McpRequestContext,
  type Server,
  WebStandardStreamableHTTPServerTransport,
} from '@modelcontextprotocol/server';

/** Milliseconds without a byte: well before proxies cut a connection, which many do after a minute or half of one. */
const PATIENCE_MS = 10_000;

/** A request of the 2025 revisions, its body read. */
export interface LegacyRequest {
  request: Request;
  parsedBody: unknown;
  authInfo?: McpRequestContext['authInfo'];
}

/** Whether the client wants to hear of a call before it is finished. */
export const wantsProgress = (parsedBody: unknown): boolean =>
  [parsedBody].flat().some((message) => progressTokenOf(message) !== undefined);

const progressTokenOf = (message: unknown) =>
  (message as { params?: { _meta?: { progressToken?: unknown } } } | null)?.params?._meta?.progressToken;

/**
 * Answers a request of a 2025 client that wants no news meanwhile: as one JSON body, which costs a fraction of a stream, or as
 * a stream that is kept alive when it takes long. The choice is the server's (MCP transports, 2025-06-18).
 */
export async function answerLegacy(
  makeServer: (request: McpRequestContext) => Server,
  { request, parsedBody, authInfo }: LegacyRequest,
  patienceMs = PATIENCE_MS,
): Promise<Response> {
  const known = authInfo ? { authInfo } : {};
  const server = makeServer({ era: 'legacy', requestInfo: request, ...known });
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
  await server.connect(transport);
  const answered = transport.handleRequest(request, { parsedBody, ...known });
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(asStream(answered, patienceMs)), patienceMs).unref();
    const end = () => {
      clearTimeout(timer);
      request.signal.removeEventListener('abort', hangUp);
      void server.close();
    };
    const hangUp = () => {
      end();
      // Nobody reads it, but whoever counts what is under way learns that this is over.
      resolve(new Response(null, { status: 499 }));
    };
    request.signal.addEventListener('abort', hangUp);
    answered.then(resolve, reject).finally(end);
  });
}

/** The answer as an event stream, from now on. */
const asStream = (answered: Promise<Response>, everyMs: number): Response =>
  new Response(ReadableStream.from(eventsOf(answered, everyMs)).pipeThrough(new TextEncoderStream()), {
    headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-cache, no-transform' },
  });

async function* eventsOf(answered: Promise<Response>, everyMs: number): AsyncGenerator<string> {
  for (;;) {
    yield ': keep-alive\n\n';
    const response = await Promise.race([answered, sleep(everyMs, undefined, { ref: false })]);
    if (!response) continue;
    yield `event: message\ndata: ${await response.text()}\n\n`;
    return;
  }
}
