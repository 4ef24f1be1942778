import { serveStdio as serve } from '@modelcontextprotocol/server/stdio';
import type { Catalog } from '../operation/catalog.ts';
import { createServerFactory, type ServerInfo } from './server.ts';

/** Serves a catalog on stdin and stdout until the client closes them; both protocol eras. */
export function serveStdio(
  catalog: Catalog,
  info: ServerInfo,
  onError: (error: Error) => void,
): { close(): Promise<void> } {
  return serve(createServerFactory(catalog, info), { onerror: onError });
}
