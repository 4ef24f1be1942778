import type { Readable, Writable } from 'node:stream';
import type { McpRequestContext, Server } from '@modelcontextprotocol/server';
import { StdioServerTransport, serveStdio as serve } from '@modelcontextprotocol/server/stdio';
import type { Catalog } from '../operation/catalog.ts';
import { writeMessage } from './result.ts';
import { createServerFactory, type ServerInfo } from './server.ts';
import { createSurface, type List } from './surface.ts';

/** Messages that are ready in the same turn of the event loop go out in one write, since each write is a system call. */
class BatchingTransport extends StdioServerTransport {
  readonly #output: Writable;
  #batch = '';
  #written: Promise<void> | undefined;

  constructor(input: Readable, output: Writable) {
    super(input, output);
    this.#output = output;
  }

  override send(message: Parameters<StdioServerTransport['send']>[0]): Promise<void> {
    this.#batch += `${writeMessage(message)}\n`;
    this.#written ??= new Promise((done) => void setImmediate(() => this.#write(done)));
    return this.#written;
  }

  #write(done: () => void): void {
    const batch = this.#batch;
    this.#batch = '';
    this.#written = undefined;
    if (this.#output.write(batch)) done();
    else this.#output.once('drain', done);
  }
}

/** Serves a catalog on two streams, stdin and stdout, until the client closes them; both protocol eras. */
export function serveStdio(
  catalog: Catalog,
  info: ServerInfo,
  { input, output, onError }: { input: Readable; output: Writable; onError: (error: Error) => void },
): { close(): Promise<void> } {
  const surface = createSurface(catalog, info.exposure);
  const create = createServerFactory(surface, info);
  const connected = new Set<Server>();
  const server = serve((request) => track(connected, create(request), request), {
    transport: new BatchingTransport(input, output),
    onerror: onError,
  });
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
