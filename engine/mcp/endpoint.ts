import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { createMcpHandler } from '@modelcontextprotocol/server';
import type { CallOrigin, Catalog } from '../operation/catalog.ts';
import { createServerFactory, SESSION_HEADER, type ServerInfo } from './server.ts';
import { openSse, type SseSession } from './sse.ts';
import { createSurface } from './surface.ts';

/** A catalog as stateless Streamable HTTP, both protocol eras, in terms of web requests. */
export interface McpEndpoint {
  /** Answers one request; `origin` is what the front knows of who sent it. */
  fetch(request: Request, origin?: CallOrigin): Promise<Response>;
  /** Opens a stream for a client that speaks HTTP+SSE only; `path` is where it posts its messages. */
  openSse(
    response: ServerResponse,
    path: string,
    origin: CallOrigin,
    onClose: () => void,
  ): Promise<SseSession>;
  close(): Promise<void>;
}

export interface EndpointOptions {
  onError: (error: Error) => void;
  /** Largest request body in bytes; 4 MiB when left out. */
  maxBodyBytes?: number;
}

export function createEndpoint(
  catalog: Catalog,
  info: ServerInfo,
  { onError, maxBodyBytes }: EndpointOptions,
): McpEndpoint {
  const surface = createSurface(catalog, info.exposure);
  const makeServer = createServerFactory(surface, info);
  const handler = createMcpHandler(makeServer, {
    onerror: onError,
    ...(maxBodyBytes !== undefined && { maxRequestBodySize: maxBodyBytes }),
  });
  const { toolsChanged: tools, promptsChanged: prompts } = handler.notify;
  const tell = { tools, prompts };
  surface.onChange((list) => tell[list]());
  return {
    async fetch(request, origin) {
      const response = await handler.fetch(request, origin && { authInfo: carry(origin) });
      if (opensSession(request)) response.headers.set(SESSION_HEADER, randomUUID());
      return response;
    },
    openSse: (response, path, origin, onClose) =>
      openSse(makeServer, response, path, { authInfo: carry(origin) }, onClose),
    close() {
      surface.close();
      return handler.close();
    },
  };
}

/** The SDK hands this on to the server it makes for the request; who may call was settled before. */
const carry = (origin: CallOrigin) => ({ token: '', clientId: '', scopes: [], extra: { origin } });

/**
 * Whether this is the first request of a 2025 client. It gets a session id, for which nothing is stored: the id only ties
 * a later cancellation to its call.
 */
const opensSession = ({ method, headers }: Request): boolean =>
  method === 'POST' && !headers.has(SESSION_HEADER) && !headers.has('mcp-protocol-version');
