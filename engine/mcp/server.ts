import { Server, type ServerContext } from '@modelcontextprotocol/server';
import type { Catalog } from '../operation/catalog.ts';
import { toResult } from './result.ts';
import { toTool } from './tool.ts';

export interface ServerInfo {
  name: string;
  version: string;
}

/** Makes MCP servers over one catalog; the SDK wants a new one per HTTP request, so all that is shared is made here. */
export function createServerFactory(catalog: Catalog, info: ServerInfo): () => Server {
  const tools = catalog.operations.map(toTool);
  const options = {
    capabilities: { tools: {} },
    ...(catalog.instructions !== '' && { instructions: catalog.instructions }),
  };
  return () => {
    const server = new Server(info, options);
    server.setRequestHandler('tools/list', () => ({ tools }));
    server.setRequestHandler('tools/call', async ({ params }, context) => {
      const watch = { signal: context.mcpReq.signal, onProgress: progressOf(context) };
      return toResult(await catalog.call(params.name, params.arguments ?? {}, watch));
    });
    return server;
  };
}

/** Reports progress when the caller asked for it; `progress` and `total` count items. */
function progressOf({
  mcpReq,
}: ServerContext): ((done: number, total: number | undefined) => void) | undefined {
  const progressToken = mcpReq._meta?.progressToken;
  if (progressToken === undefined) return undefined;
  return (progress, total) => {
    const params = {
      progressToken,
      progress,
      message: `${progress} items`,
      ...(total !== undefined && { total }),
    };
    // A client that went away takes its progress with it; the call itself is told through its signal.
    mcpReq.notify({ method: 'notifications/progress', params }).catch(() => {});
  };
}
