import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createListener } from '../../mcp/listener.ts';
import type { Gateway } from '../gateway.ts';
import { createApp } from './app.ts';

export interface Listening {
  url: string;
  /** Takes no more calls, lets those under way end for at most so many milliseconds, and closes. */
  close(drainMs: number): Promise<void>;
}

/** Milliseconds within which a client must have sent its headers, and its whole request. */
const HEADERS_MS = 10_000;
const REQUEST_MS = 60_000;

export async function listen(
  gateway: Gateway,
  { host, port }: { host: string; port: number },
): Promise<Listening> {
  const server = createListener(createApp(gateway).fetch, {
    headersTimeout: HEADERS_MS,
    requestTimeout: REQUEST_MS,
    connectionsCheckingInterval: 1_000,
    maxHeaderSize: 16_384,
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve);
  });
  const { address, port: bound, family } = server.address() as AddressInfo;
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${bound}`,
    async close(drainMs) {
      gateway.isDraining = true;
      const closed = new Promise((resolve) => server.close(resolve));
      await Promise.race([gateway.endpoints.underWay.idle(), sleep(drainMs, undefined, { ref: false })]);
      await gateway.close();
      // Answers that have just been written get out before their connections are cut.
      server.closeIdleConnections();
      setTimeout(() => server.closeAllConnections(), LAST_BYTES_MS).unref();
      await closed;
    },
  };
}

const LAST_BYTES_MS = 500;
