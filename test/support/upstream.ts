import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as the upstream saw it. */
export interface Received {
  verb: string;
  /** Path with its query, as it came over the wire. */
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
}

export interface Upstream {
  url: string;
  received: Received[];
  /** Requests whose client went away before the answer was complete. */
  readonly abandoned: number;
  close(): Promise<void>;
}

export type Answer = (request: Received, response: ServerResponse) => void;

/** A real HTTP server for one test; `answer` decides what each request gets. */
export async function startUpstream(answer: Answer): Promise<Upstream> {
  const received: Received[] = [];
  let abandoned = 0;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const seen = {
      verb: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
    };
    received.push(seen);
    response.once('close', () => {
      if (!response.writableFinished) abandoned += 1;
    });
    answer(seen, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    get abandoned() {
      return abandoned;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export function json(
  response: ServerResponse,
  status: number,
  body?: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}
