import type { Readable, Writable } from 'node:stream';
import { StdioServerTransport, serveStdio as serve } from '@modelcontextprotocol/server/stdio';
import type { Catalog } from '../operation/catalog.ts';
import { createServerFactory, type ServerInfo } from './server.ts';

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
    this.#batch += `${JSON.stringify(message)}\n`;
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
  const transport = new BatchingTransport(input, output);
  return serve(createServerFactory(catalog, info), { transport, onerror: onError });
}
