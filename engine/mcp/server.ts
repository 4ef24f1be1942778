import { type McpRequestContext, Server, type ServerContext } from '@modelcontextprotocol/server';
import type { CallOrigin } from '../operation/catalog.ts';
import { CallsUnderWay } from './cancellation.ts';
import { askUser, declined, readReply } from './confirmation.ts';
import { servePrompts } from './prompts.ts';
import { toResult } from './result.ts';
import type { Exposure, Surface } from './surface.ts';

export interface ServerInfo {
  name: string;
  version: string;
  exposure?: Exposure | undefined;
}

/** Header by which a client of the 2025 revisions says which of its requests belong together. */
export const SESSION_HEADER = 'mcp-session-id';

/** Makes MCP servers over one surface; the SDK wants a new one per HTTP request, so all that is shared is made before. */
export function createServerFactory(
  surface: Surface,
  info: ServerInfo,
): (request?: McpRequestContext) => Server {
  const underWay = new CallsUnderWay();
  return (request) => {
    const server = new Server({ name: info.name, version: info.version }, optionsOf(surface));
    const session = request?.requestInfo?.headers.get(SESSION_HEADER) ?? undefined;
    if (offersPrompts(surface)) servePrompts(server, () => surface.view.prompts);
    server.setRequestHandler('tools/list', () => ({ tools: [...surface.view.tools] }));
    server.setRequestHandler('tools/call', async ({ params: { name, arguments: given = {} } }, context) => {
      const { id, signal } = context.mcpReq;
      const reply = readReply(context);
      if (reply?.agreed === false) return declined();
      const { search } = surface.view;
      const found = search ? await search.find(name, given) : { call: name, values: given };
      if ('answer' in found) return found.answer;
      const values = reply ? { ...found.values, confirm_token: reply.token } : found.values;
      const call = async (until: AbortSignal) => {
        const outcome = await surface.catalog.call(found.call, values, {
          signal: until,
          onProgress: progressOf(context),
          origin: originOf(request, context, server),
        });
        return askUser(outcome, canElicit(server)) ?? toResult(outcome);
      };
      return session === undefined ? call(signal) : underWay.run(session, id, signal, call);
    });
    if (session !== undefined)
      server.setNotificationHandler('notifications/cancelled', ({ params }) =>
        underWay.cancel(session, params.requestId),
      );
    return server;
  };
}

/** A server without prompts does not claim to have them, unless it may come to have some. */
const offersPrompts = ({ view, canChange }: Surface) => canChange || view.prompts.length > 0;

function optionsOf(surface: Surface) {
  const { instructions } = surface.view;
  const changes = surface.canChange ? { listChanged: true } : {};
  return {
    capabilities: { tools: changes, ...(offersPrompts(surface) && { prompts: changes }) },
    ...(instructions !== '' && { instructions }),
  };
}

/** Whether the client can put a form before its user. A 2025 client over stateless HTTP has not said so here. */
const canElicit = (server: Server): boolean => server.getClientCapabilities()?.elicitation !== undefined;

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

const TRACE_CONTEXT = ['traceparent', 'tracestate', 'baggage'];

/** What the front that took the request knows of its sender, with what the request itself says. */
function originOf(
  request: McpRequestContext | undefined,
  { mcpReq }: ServerContext,
  server: Server,
): CallOrigin {
  const known = request?.authInfo?.extra?.origin as CallOrigin | undefined;
  const client = server.getClientVersion();
  const traceContext = mcpReq._meta && traceContextIn(mcpReq._meta);
  return {
    protocol: server.getNegotiatedProtocolVersion(),
    ...(client && { client: `${client.name} ${client.version}` }),
    ...(traceContext && { traceContext }),
    ...known,
  };
}

function traceContextIn(meta: Readonly<Record<string, unknown>>): Record<string, string> | undefined {
  const found = Object.entries(meta).filter(
    (entry): entry is [string, string] => TRACE_CONTEXT.includes(entry[0]) && typeof entry[1] === 'string',
  );
  return found.length > 0 ? Object.fromEntries(found) : undefined;
}
