import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import {
  createMcpHandler,
  DEFAULT_MAX_REQUEST_BODY_SIZE,
  isJsonContentType,
  isLegacyRequest,
  type McpRequestContext,
  PARSE_ERROR,
  readRequestBody,
} from '@modelcontextprotocol/server';
import type { CallOrigin, Catalog } from '../operation/catalog.ts';
import { answerLegacy, wantsProgress } from './legacy.ts';
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
  { onError, maxBodyBytes = DEFAULT_MAX_REQUEST_BODY_SIZE }: EndpointOptions,
): McpEndpoint {
  const surface = createSurface(catalog, info.exposure);
  const makeServer = createServerFactory(surface, info);
  const handler = createMcpHandler(makeServer, { onerror: onError, maxRequestBodySize: maxBodyBytes });
  const { toolsChanged: tools, promptsChanged: prompts } = handler.notify;
  const tell = { tools, prompts };
  surface.onChange((list) => tell[list]());

  async function post(request: Request, known: { authInfo?: AuthInfo }): Promise<Response> {
    const body = await readBody(request, maxBodyBytes);
    if (body === undefined) return refusal(413, -32_000, `The body has more than ${maxBodyBytes} bytes.`);
    const parsedBody = parse(body);
    if (parsedBody === undefined) return refusal(400, PARSE_ERROR, 'The body is not JSON.');
    const asked = { ...known, parsedBody };
    if (wantsProgress(parsedBody) || !(await isLegacyRequest(request, parsedBody)))
      return handler.fetch(request, asked);
    return answerLegacy(makeServer, { request, ...asked });
  }

  return {
    async fetch(request, origin) {
      const known = origin ? { authInfo: carry(origin) } : {};
      const isMessage = request.method === 'POST' && isJsonContentType(request.headers.get('content-type'));
      const response = await (isMessage ? post(request, known) : handler.fetch(request, known));
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

/** The body as text; `undefined` when it has too many bytes. One of known length needs no counting. */
async function readBody(request: Request, most: number): Promise<string | undefined> {
  const length = Number(request.headers.get('content-length') ?? Number.NaN);
  if (length <= most) return request.text();
  const read = await readRequestBody(request, most);
  return read.tooLarge ? undefined : read.text;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const refusal = (status: number, code: number, message: string): Response =>
  Response.json({ jsonrpc: '2.0', id: null, error: { code, message } }, { status });

type AuthInfo = NonNullable<McpRequestContext['authInfo']>;

/** The SDK hands this on to the server it makes for the request; who may call was settled before. */
const carry = (origin: CallOrigin): AuthInfo => ({ token: '', clientId: '', scopes: [], extra: { origin } });

/**
 * Whether this is the first request of a 2025 client. It gets a session id, for which nothing is stored: the id only ties
 * a later cancellation to its call.
 */
const opensSession = ({ method, headers }: Request): boolean =>
  method === 'POST' && !headers.has(SESSION_HEADER) && !headers.has('mcp-protocol-version');
