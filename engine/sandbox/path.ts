import type { IncomingMessage } from 'node:http';

/** The URL that a request asks for; a path that starts with `//` stays a path. */
export function urlOf({ url = '/' }: IncomingMessage): URL {
  return url.startsWith('/') ? new URL(`http://sandbox${url}`) : new URL(url, 'http://sandbox');
}

/** The segments of a path, percent-decoded; `undefined` when they cannot be. */
export function splitPath(path: string): string[] | undefined {
  try {
    return path.split('/').map((segment) => decodeURIComponent(segment));
  } catch {
    return undefined;
  }
}
