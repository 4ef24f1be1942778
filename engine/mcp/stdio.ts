import type { Readable, Writable } from 'node:stream';
import { StdioServerTransport, serveStdio as serve } from '@modelcontextprotocol/server/stdio';
import type { Catalog } from '../operation/catalog.ts';
import { createServerFactory, type ServerInfo } from './server.ts';

/** Answers that are ready in the same turn of the event loop go out in one write, since each write is a system call. */
class BatchingTransport extends StdioServerTransport {
  readonly #output: Writable;
  #isCorked = false;

  constructor(input: Readable, output: Writable) {
    super(input, output);
    this.#output = output;
  }

  override send(...message: Parameters<StdioServerTransport['send']>): Promise<void> {
    if (!this.#isCorked) {
      this.#isCorked = true;
      this.#output.cork();
      setImmediate(() => {
        this.#isCorked = false;
        this.#output.uncork();
      });
    }
    return super.send(...message);
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
