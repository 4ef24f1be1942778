import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  localhostHostValidation,
  localhostOriginValidation,
  toNodeHandler,
} from '@modelcontextprotocol/node';
import type { Catalog } from '../operation/catalog.ts';
import { createEndpoint } from './endpoint.ts';
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
  const handle = toNodeHandler({ fetch: (request) => endpoint.fetch(request) }, { onerror: onError });
  const guards = [localhostHostValidation(), localhostOriginValidation()];

  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    if (!guards.every((allows) => allows(request, response))) return;
    if (new URL(request.url ?? '/', 'http://localhost').pathname !== PATH) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end(`The MCP endpoint is ${PATH}.\n`);
      return;
    }
    // The types differ only in how they write an optional property.
    handle(request as Parameters<typeof handle>[0], response).catch(onError);
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
