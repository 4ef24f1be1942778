import { randomUUID } from 'node:crypto';
import { createMcpHandler } from '@modelcontextprotocol/server';
import type { CallOrigin, Catalog } from '../operation/catalog.ts';
import { createServerFactory, SESSION_HEADER, type ServerInfo } from './server.ts';

/** A catalog as stateless Streamable HTTP, both protocol eras, in terms of web requests. */
export interface McpEndpoint {
  /** Answers one request; `origin` is what the front knows of who sent it. */
  fetch(request: Request, origin?: CallOrigin): Promise<Response>;
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
  const handler = createMcpHandler(createServerFactory(catalog, info), {
    onerror: onError,
    ...(maxBodyBytes !== undefined && { maxRequestBodySize: maxBodyBytes }),
  });
  return {
    async fetch(request, origin) {
      const response = await handler.fetch(request, origin && { authInfo: carry(origin) });
      if (opensSession(request)) response.headers.set(SESSION_HEADER, randomUUID());
      return response;
    },
    close: () => handler.close(),
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
