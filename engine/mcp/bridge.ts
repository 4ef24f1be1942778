import { createParser } from 'eventsource-parser';

export interface BridgeOptions {
  /** The Streamable HTTP endpoint. It may hold a token, so no message quotes it. */
  url: URL;
  /** Sent with every request, for example `authorization`. */
  headers: Readonly<Record<string, string>>;
  /** Takes what comes back, a JSON-RPC message as one line of JSON. */
  write(line: string): void;
}

export interface Bridge {
  /** Takes one line from the client; resolves when everything that it led to was written. */
  take(line: string): Promise<void>;
  close(): void;
}

interface Message {
  id?: string | number;
  method?: string;
  params?: { name?: string; uri?: string; requestId?: string | number; _meta?: Record<string, unknown> };
}

const VERSION_KEY = 'io.modelcontextprotocol/protocolVersion';
const FAILED = -32_000;
const PARSE_ERROR = -32_700;

/**
 * Speaks stdio on one side and Streamable HTTP on the other, for hosts that can only start a command. Messages pass unchanged; what
 * HTTP wants in headers besides (MCP transports, 2025-06-18 and 2026-07-28) is taken from them.
 */
export function createBridge({ url, headers, write }: BridgeOptions): Bridge {
  const underWay = new Map<string | number, AbortController>();
  let session: string | undefined;
  let negotiated: string | undefined;

  function headersFor({ method, params }: Message): Record<string, string> {
    const declared = params?._meta?.[VERSION_KEY];
    const version = typeof declared === 'string' ? declared : negotiated;
    const name = params?.name ?? params?.uri;
    return {
      ...headers,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...(version !== undefined && { 'mcp-protocol-version': version }),
      ...(session !== undefined && typeof declared !== 'string' && { 'mcp-session-id': session }),
      ...(typeof declared === 'string' && method !== undefined && { 'mcp-method': method }),
      ...(typeof declared === 'string' && name !== undefined && { 'mcp-name': encodeHeader(name) }),
    };
  }

  async function forward(line: string, message: Message): Promise<void> {
    const controller = new AbortController();
    if (message.id !== undefined) underWay.set(message.id, controller);
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: headersFor(message),
        body: line,
        signal: controller.signal,
        redirect: 'error',
      });
      session ??= response.headers.get('mcp-session-id') ?? undefined;
      for await (const answer of messagesOf(response, message)) {
        negotiated = versionIn(answer, message) ?? negotiated;
        write(answer);
      }
    } catch (error) {
      if (!controller.signal.aborted) fail(message, reasonOf(error));
    } finally {
      if (message.id !== undefined) underWay.delete(message.id);
    }
  }

  function fail({ id, method }: Message, reason: string): void {
    if (id !== undefined && method !== undefined) write(errorLine(id, FAILED, reason));
  }

  return {
    async take(line) {
      const message = parse(line);
      if (!message) return write(errorLine(null, PARSE_ERROR, 'this line is no JSON-RPC message.'));
      const { method, params } = message;
      // Over HTTP the revision of 2026 cancels by hanging up; earlier ones send the notification.
      if (method === 'notifications/cancelled' && params?.requestId !== undefined && negotiated === undefined)
        return underWay.get(params.requestId)?.abort();
      return forward(line, message);
    },
    close() {
      for (const controller of underWay.values()) controller.abort();
    },
  };
}

function parse(line: string): Message | undefined {
  try {
    const message: unknown = JSON.parse(line);
    return typeof message === 'object' && message !== null ? (message as Message) : undefined;
  } catch {
    return undefined;
  }
}

/** The JSON-RPC messages of an answer, each as one line. */
async function* messagesOf(response: Response, { id, method }: Message): AsyncGenerator<string> {
  const type = response.headers.get('content-type') ?? '';
  if (type.startsWith('text/event-stream') && response.body) return yield* eventsOf(response.body);
  const text = await response.text();
  if (text === '' && response.ok) return;
  const answer = parse(text);
  if (answer && 'jsonrpc' in answer) return yield JSON.stringify(answer);
  if (id === undefined || method === undefined) return;
  const said = (answer as { message?: unknown } | undefined)?.message;
  const why = typeof said === 'string' ? `: ${said}` : '.';
  yield errorLine(id, FAILED, `the server answered with status ${response.status}${why}`);
}

async function* eventsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const lines: string[] = [];
  const parser = createParser({ onEvent: ({ data }) => void lines.push(data) });
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
    parser.feed(chunk);
    for (const data of lines.splice(0)) if (data.trim() !== '') yield JSON.stringify(JSON.parse(data));
  }
}

/** The revision that `initialize` agreed on. */
function versionIn(answer: string, { method }: Message): string | undefined {
  if (method !== 'initialize') return undefined;
  const { result } = JSON.parse(answer) as { result?: { protocolVersion?: string } };
  return result?.protocolVersion;
}

/** A header value that is not plain ASCII travels as base64 (MCP transports, 2026-07-28). */
const encodeHeader = (value: string): string =>
  /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(value)
    ? value
    : `=?base64?${Buffer.from(value).toString('base64')}?=`;

const errorLine = (id: string | number | null, code: number, message: string): string =>
  JSON.stringify({ jsonrpc: '2.0', id, error: { code, message } });

function reasonOf(error: unknown): string {
  const { code } = ((error as Error).cause ?? {}) as { code?: string };
  return `the server cannot be reached${code === undefined ? '' : ` (${code})`}.`;
}
