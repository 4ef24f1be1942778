import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { bareEnvironment } from './bare-environment.ts';
import { freePort } from './free-port.ts';
import { KEY } from './stores.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** The gateway as a process of its own, as it is shipped. */
export interface Replica {
  url: string;
  /** What it has logged so far. */
  output(): string;
  signal(name: 'SIGTERM' | 'SIGKILL'): void;
  /** Resolves with its exit code when it has ended. */
  ended: Promise<number | null>;
}

export async function startReplica(
  database: string,
  integration: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<Replica> {
  const port = await freePort();
  const child: ChildProcess = spawn(
    process.execPath,
    [resolve(ROOT, 'dist/cli/main.js'), 'gateway', integration, '--http', String(port), ...args],
    {
      env: {
        ...bareEnvironment(),
        YMCP_DATABASE: database,
        YMCP_KEY: KEY.toString('base64'),
        ...env,
      },
    },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
  const ended = new Promise<number | null>((done) => void child.once('close', done));
  const url = `http://127.0.0.1:${port}`;
  await untilReady(url, ended, () => output);
  return { url, output: () => output, signal: (name) => void child.kill(name), ended };
}

const PATIENCE_MS = 60_000;

async function untilReady(url: string, ended: Promise<unknown>, output: () => string): Promise<void> {
  let hasEnded = false;
  void ended.then(() => {
    hasEnded = true;
  });
  const until = Date.now() + PATIENCE_MS;
  while (Date.now() < until && !hasEnded) {
    const isReady = await fetch(`${url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`the gateway did not start: ${output()}`);
}
