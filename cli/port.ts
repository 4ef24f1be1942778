import { UsageError } from './errors.ts';

/** A TCP port from the command line; 0 asks for a free one. */
export function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new UsageError(`\`${text}\` is not a port; expected a number from 0 to 65535.`);
}

/** `8787` or `127.0.0.1:8787`, or `[::1]:8787`. */
export function parseAddress(text: string): { host: string; port: number } {
  const colon = text.lastIndexOf(':');
  if (colon === -1) return { host: '127.0.0.1', port: parsePort(text) };
  return { host: text.slice(0, colon).replace(/^\[|\]$/g, ''), port: parsePort(text.slice(colon + 1)) };
}
