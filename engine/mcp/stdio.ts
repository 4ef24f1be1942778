import type { McpRequestContext, Server } from '@modelcontextprotocol/server';
import { serveStdio as serve } from '@modelcontextprotocol/server/stdio';
import type { Catalog } from '../operation/catalog.ts';
import { createServerFactory, type ServerInfo } from './server.ts';
import { createSurface, type List } from './surface.ts';

/** Serves a catalog on stdin and stdout until the client closes them; both protocol eras. */
export function serveStdio(
  catalog: Catalog,
  info: ServerInfo,
  onError: (error: Error) => void,
): { close(): Promise<void> } {
  const surface = createSurface(catalog, info.exposure);
  const create = createServerFactory(surface, info);
  const connected = new Set<Server>();
  const server = serve((request) => track(connected, create(request), request), { onerror: onError });
  surface.onChange((list) => {
    for (const one of connected) TELL[list](one).catch(onError);
  });
  return {
    close() {
      surface.close();
      return server.close();
    },
  };
}

/** Keeps a server among those that may be spoken to, which those of the 2025 revisions are after the handshake only. */
function track(connected: Set<Server>, server: Server, request: McpRequestContext | undefined): Server {
  if (request?.era === 'modern') connected.add(server);
  else server.oninitialized = () => void connected.add(server);
  server.onclose = () => void connected.delete(server);
  return server;
}

const TELL: Readonly<Record<List, (server: Server) => Promise<void>>> = {
  tools: (server) => server.sendToolListChanged(),
  prompts: (server) => server.sendPromptListChanged(),
};
