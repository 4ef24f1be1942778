import { execFile, execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from './free-port.ts';

const run = promisify(execFile);

/** Where Debian puts the programs of the newest PostgreSQL that is installed. */
function findBinaries(): string | undefined {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
  return versions.map((version) => join(root, version, 'bin')).find((bin) => existsSync(join(bin, 'initdb')));
}

const binaries = findBinaries();

/** Why there is no PostgreSQL to test with; `undefined` when there is. */
export const postgresMissing =
  binaries === undefined ? 'no PostgreSQL is installed (apt-get install postgresql)' : undefined;

export interface Postgres {
  /** A fresh, empty database. */
  createDatabase(): Promise<string>;
  /** Stops the server at once, as a crash would, and starts it again. */
  crash(): Promise<void>;
  /** Writes everything to the files. */
  checkpoint(): Promise<void>;
  folder: string;
  close(): Promise<void>;
}

/** A cluster of its own in a temporary folder, on loopback; PostgreSQL refuses to run as root, so root becomes `postgres`. */
export async function startPostgres(): Promise<Postgres> {
  if (binaries === undefined) throw new Error(postgresMissing);
  const folder = mkdtempSync(join(tmpdir(), 'ymcp-postgres-'));
  const port = await freePort();
  const identity = ownerOf(folder);
  const call = (program: string, args: string[]) =>
    run(join(binaries, program), args, {
      ...identity,
      cwd: folder,
      env: { PATH: process.env.PATH, LC_ALL: 'C' },
    });
  const cluster = join(folder, 'data');
  const options = `-p ${port} -k ${folder} -c listen_addresses=127.0.0.1 -c max_connections=200`;
  const start = () =>
    call('pg_ctl', ['-D', cluster, '-w', '-t', '60', '-o', options, '-l', join(folder, 'log'), 'start']);
  const stop = (mode: 'fast' | 'immediate') =>
    call('pg_ctl', ['-D', cluster, '-w', '-t', '60', '-m', mode, 'stop']);

  await call('initdb', ['-D', cluster, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync']);
  await start();
  let count = 0;
  return {
    folder: cluster,
    async createDatabase() {
      count += 1;
      await call('createdb', ['-h', '127.0.0.1', '-p', String(port), '-U', 'postgres', `test${count}`]);
      return `postgres://postgres:secret-of-the-url@127.0.0.1:${port}/test${count}`;
    },
    async crash() {
      await stop('immediate');
      await start();
    },
    async checkpoint() {
      await call('psql', ['-h', '127.0.0.1', '-p', String(port), '-U', 'postgres', '-c', 'checkpoint']);
    },
    async close() {
      await stop('fast');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function ownerOf(folder: string): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const idOf = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  const identity = { uid: idOf('-u'), gid: idOf('-g') };
  chownSync(folder, identity.uid, identity.gid);
  return identity;
}
