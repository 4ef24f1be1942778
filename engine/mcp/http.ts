import type { AddressInfo } from 'node:net';
import {
  hostHeaderValidationResponse,
  localhostAllowedHostnames,
  localhostAllowedOrigins,
  originValidationResponse,
} from '@modelcontextprotocol/server';
import type { Catalog } from '../operation/catalog.ts';
import { createEndpoint } from './endpoint.ts';
import { createListener } from './listener.ts';
import type { ServerInfo } from './server.ts';

export interface HttpServer {
  /** Where clients connect: `http://127.0.0.1:8787/mcp`. */
  url: string;
  close(): Promise<void>;
}

export interface HttpOptions {
  host: string;
  /** 0 picks a free port. */
  port: number;
  onError: (error: Error) => void;
}

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '::1']);
const PATH = '/mcp';

export const isLoopback = (host: string): boolean => LOOPBACK.has(host);

/**
 * Serves a catalog as stateless Streamable HTTP, both protocol eras on one path. Nobody proves who they are here, so it
 * listens on loopback only, and refuses foreign `Host` and `Origin` headers (DNS rebinding).
 */
export async function serveHttp(
  catalog: Catalog,
  info: ServerInfo,
  { host, port, onError }: HttpOptions,
): Promise<HttpServer> {
  if (!isLoopback(host)) throw new Error(`\`${host}\` is not a loopback address`);
  const endpoint = createEndpoint(catalog, info, { onError });
  const server = createListener(async (request) => {
    const refused =
      hostHeaderValidationResponse(request, localhostAllowedHostnames()) ??
      originValidationResponse(request, localhostAllowedOrigins());
    if (refused) return refused;
    if (new URL(request.url).pathname === PATH) return endpoint.fetch(request);
    return new Response(`The MCP endpoint is ${PATH}.\n`, { status: 404 });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve);
  });
  const { address, port: bound, family } = server.address() as AddressInfo;
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${bound}${PATH}`,
    async close() {
      await endpoint.close();
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
    },
  };
}
