import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LoginBrowser } from '../engine/auth/oauth2/login.ts';
import { ToolError } from '../engine/errors.ts';
import { printError } from './terminal.ts';

const PATIENCE_MS = 300_000;

/** Listens on loopback for the browser to come back. */
export async function waitForBrowser(open: (url: string) => void): Promise<LoginBrowser & { close(): void }> {
  let arrive: (url: URL) => void = () => {};
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', redirectUri);
    if (url.pathname !== '/callback') return void response.writeHead(404).end();
    response
      .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
      .end('<p>You can close this window and go back to the terminal.</p>');
    arrive(url);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const redirectUri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`;
  return {
    redirectUri,
    visit: (url) =>
      new Promise((resolve, reject) => {
        arrive = resolve;
        setTimeout(
          () => reject(new ToolError('timeout', 'nobody logged in within five minutes.')),
          PATIENCE_MS,
        ).unref();
        printError(`Log in here:\n\n  ${url}\n`);
        open(url);
      }),
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Opens the browser where there is one; the address is on the terminal all the same. */
export function openBrowser(url: string): void {
  const [command, ...args] = { darwin: ['open'], win32: ['cmd', '/c', 'start', ''] }[
    process.platform as string
  ] ?? ['xdg-open'];
  spawn(command ?? 'xdg-open', [...args, url.replaceAll('&', process.platform === 'win32' ? '^&' : '&')], {
    stdio: 'ignore',
    detached: true,
  })
    .on('error', () => {})
    .unref();
}
