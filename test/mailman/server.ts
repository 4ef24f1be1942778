import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../support/free-port.ts';

export interface Mailman {
  /** The REST API with its version: `http://127.0.0.1:port/3.1`. */
  url: string;
  username: string;
  password: string;
  stop(): void;
}

/** Why a real Mailman cannot be started here, or `undefined`. */
export function whyNoMailman(): string | undefined {
  if (spawnSync('which', ['mailman']).status !== 0) return 'mailman3 is not installed';
  if (process.getuid?.() !== 0) return 'only root can start it as user list';
  return undefined;
}

/** Starts a GNU Mailman 3 of its own on a free loopback port; takes about ten seconds. */
export async function startMailman(): Promise<Mailman> {
  const folder = mkdtempSync(join(tmpdir(), 'mailman-'));
  chmodSync(folder, 0o755);
  const port = await freePort();
  execFileSync(join(import.meta.dirname, 'start.sh'), [folder, String(port)], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return {
    url: `http://127.0.0.1:${port}/3.1`,
    username: 'restadmin',
    password: 'restpass-for-tests',
    stop() {
      execFileSync(join(import.meta.dirname, 'stop.sh'), [folder], { stdio: 'ignore' });
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
