import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Preview {
  url: string;
  close(): Promise<void>;
}

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
};

/** Serves a site from memory, on loopback only. */
export async function servePreview(files: ReadonlyMap<string, string>, port: number): Promise<Preview> {
  const server = createServer((request, response) => {
    const name = nameOf(request.url ?? '/');
    const text = name === undefined ? undefined : files.get(name);
    const type = TYPES[name?.split('.').pop() ?? ''];
    if (text === undefined || type === undefined)
      return void response
        .writeHead(404, { 'content-type': 'text/plain; charset=utf-8' })
        .end('There is no such page.\n');
    response
      .writeHead(200, {
        'content-type': type,
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      })
      .end(request.method === 'HEAD' ? undefined : text);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The file that a URL means; a folder stands for the page in it. */
function nameOf(url: string): string | undefined {
  if (!URL.canParse(url, 'http://localhost')) return undefined;
  const name = new URL(url, 'http://localhost').pathname.slice(1);
  return name === '' || name.endsWith('/') ? `${name}index.html` : name;
}
