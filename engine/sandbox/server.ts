import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SandboxFile } from '../types.ts';
import { type Answer, json } from './answer.ts';
import { readBody } from './body.ts';
import { CONTROL_PREFIX, handleControl, type RequestEntry } from './control.ts';
import { compileFaults } from './faults.ts';
import { urlOf } from './path.ts';
import { createQueue } from './queue.ts';
import { compileRespond } from './respond.ts';
import { createStore } from './store.ts';

export interface Sandbox {
  /** `http://127.0.0.1:port`, without a path. */
  url: string;
  close(): Promise<void>;
}

export interface SandboxOptions {
  /** 0 picks a free port. */
  port?: number;
  onRequest?: (entry: RequestEntry) => void;
}

const LOG_LENGTH = 1_000;
const TOO_LARGE = json(413, { error: 'the body is larger than 1 MiB' });

/** Serves a sandbox file as a real HTTP upstream on loopback. Knows nothing of any API. */
export async function startSandbox(
  definition: SandboxFile,
  { port = 0, onRequest }: SandboxOptions = {},
): Promise<Sandbox> {
  const store = createStore(definition.collections);
  const faults = compileFaults(definition.faults);
  const inTurn = createQueue();
  const respond = compileRespond(definition, { store, faults, inTurn });
  await store.reset();
  const log: RequestEntry[] = [];
  const controlled = { store, faults, routes: Object.keys(definition.routes), log };
  const closing = new AbortController();

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method: verb = '', headers } = request;
    const url = urlOf(request);
    const { bytes, content: body } = await readBody(request);
    if (url.pathname.startsWith(CONTROL_PREFIX))
      return write(response, await inTurn(() => handleControl(verb, url, controlled)));
    const answer = body ? await respond({ verb, url, headers, body }, closing.signal) : TOO_LARGE;
    const entry = { verb, path: url.pathname + url.search, status: answer?.status ?? 0, bytes };
    log.push(entry);
    if (log.length > LOG_LENGTH) log.shift();
    onRequest?.(entry);
    if (answer) write(response, answer);
    else request.socket.resetAndDestroy();
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: Error) =>
      write(response, json(500, { error: `sandbox: ${error.message}` })),
    );
  });
  await listen(server, port);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      closing.abort();
      return close(server);
    },
  };
}

const listen = (server: Server, port: number) =>
  new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });

/** Does not wait for connections that clients keep alive. */
const close = (server: Server) =>
  new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

function write(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, headers).end(body);
}
