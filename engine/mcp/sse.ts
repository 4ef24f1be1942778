import type { IncomingMessage, ServerResponse } from 'node:http';
import type { McpRequestContext, Server } from '@modelcontextprotocol/server';
import { SSEServerTransport } from '@modelcontextprotocol/server-legacy/sse';

/** A client of the HTTP+SSE transport of revision 2024-11-05: answers go out on one stream, requests come in beside it. */
export interface SseSession {
  readonly id: string;
  /** Takes a message of the client; it is answered on the stream. */
  post(request: IncomingMessage, response: ServerResponse): Promise<void>;
  close(): Promise<void>;
}

/** Opens the stream on `response` and tells the client to post its messages to `path`. */
export async function openSse(
  makeServer: (request: McpRequestContext) => Server,
  response: ServerResponse,
  path: string,
  request: Omit<McpRequestContext, 'era'>,
  onClose: () => void,
): Promise<SseSession> {
  const transport = new SSEServerTransport(path, response);
  const server = makeServer({ era: 'legacy', ...request });
  server.onclose = onClose;
  await server.connect(transport);
  return {
    id: transport.sessionId,
    post: (incoming, answer) => transport.handlePostMessage(incoming, answer),
    close: () => server.close(),
  };
}
