import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { parseEnv } from 'node:util';
import { satisfies } from 'semver';
import { stateFolder } from '../environment.ts';
import { plural } from '../terminal.ts';
import { PACKAGE } from '../version.ts';
import { type Finding, fail, ok, skip, warn } from './finding.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Looks at what every integration needs; touches nothing but a file of its own in the state folder. */
export type MachineCheck = (env: Environment) => Finding;

const OTHERS = 0o077;
const SHORTEST_KEY = 16;

const node: MachineCheck = () => {
  const needed = PACKAGE.engines.node ?? '*';
  const version = process.versions.node;
  return satisfies(version, needed)
    ? ok('node', `${version}, needed is ${needed}`)
    : fail('node', `${version}, but needed is ${needed}`, 'Install a newer Node.js: https://nodejs.org.');
};

const packages: MachineCheck = () => {
  const found = Object.entries(PACKAGE.dependencies).map(([name, range]) => {
    return { name, range, version: versionOf(name) };
  });
  const missing = found.filter(({ version }) => version === undefined).map(({ name }) => name);
  const other = found.filter(({ version, range }) => version !== undefined && !satisfies(version, range));
  if (missing.length > 0) return fail('packages', `missing: ${missing.join(', ')}`, 'Run `npm ci`.');
  if (other.length > 0)
    return warn(
      'packages',
      other.map(({ name, version, range }) => `${name} is ${version}, not ${range}`).join('; '),
      'Run `npm ci`.',
    );
  const shown = found.filter(({ name }) => SHOWN.has(name)).map(({ name, version }) => `${name} ${version}`);
  return ok('packages', `${found.length} as needed, among them ${shown.join(', ')}`);
};

/** The packages whose version says most about how ymcp behaves. */
const SHOWN = new Set(['@modelcontextprotocol/server', 'jsonata', 'undici', 'yaml']);

function versionOf(name: string): string | undefined {
  for (const folder of createRequire(import.meta.url).resolve.paths(name) ?? []) {
    const file = join(folder, name, 'package.json');
    if (existsSync(file)) return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
  }
  return undefined;
}

const envFile: MachineCheck = () => {
  if (!existsSync('.env')) return ok('.env', 'none here; the environment alone counts');
  const count = Object.keys(parseEnv(readFileSync('.env', 'utf8'))).length;
  const detail = `${join(process.cwd(), '.env')} with ${plural(count, 'variable')}; the environment goes before it`;
  return isOpen('.env')
    ? warn('.env', `${detail}; others can read it`, 'Run `chmod 600 .env`.')
    : ok('.env', detail);
};

/** Whether others than the owner may do something with a file; systems without such rights say no. */
const isOpen = (path: string): boolean =>
  process.platform !== 'win32' && (statSync(path).mode & OTHERS) !== 0;

const state: MachineCheck = (env) => {
  const folder = stateFolder(env);
  const problem = writeProblem(folder);
  if (problem !== undefined)
    return warn(
      'state',
      `${folder} cannot be written (${problem}), so logins and cursors end with the process`,
      'Give yourself the right to write there, or set XDG_STATE_HOME to another folder.',
    );
  if (isOpen(folder))
    return warn('state', `${folder} is open to others; it holds tokens`, `Run \`chmod -R go= ${folder}\`.`);
  return ok('state', `${folder}, for you alone`);
};

function writeProblem(folder: string): string | undefined {
  const file = join(folder, `doctor-${process.pid}`);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(file, '', { mode: 0o600 });
    rmSync(file);
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unknown error';
  }
}

const cursorKey: MachineCheck = (env) => {
  if (env.YMCP_KEY)
    return env.YMCP_KEY.length < SHORTEST_KEY
      ? warn(
          'cursor key',
          `YMCP_KEY has under ${SHORTEST_KEY} characters, so that it could be guessed`,
          'Set it to a long random text, the same for all processes: `openssl rand -hex 32`.',
        )
      : ok('cursor key', 'from YMCP_KEY');
  const file = join(stateFolder(env), 'key');
  if (!existsSync(file)) return ok('cursor key', 'made on first use');
  return isOpen(file)
    ? warn('cursor key', `${file} is open to others, who could forge cursors`, `Run \`chmod 600 ${file}\`.`)
    : ok('cursor key', `from ${join(dirname(file), 'key')}`);
};

const PROXIES = ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY'];

const proxies: MachineCheck = (env) => {
  const set = PROXIES.flatMap((name) => [name, name.toLowerCase()]).filter((name) => env[name]);
  if (set.length === 0) return skip('proxy', 'none set');
  return warn(
    'proxy',
    `${set.join(', ')} ${set.length === 1 ? 'is' : 'are'} set, which ymcp does not go through`,
    'Where APIs can be reached through the proxy only, let ymcp run where they can be reached directly.',
  );
};

export const machineChecks: readonly MachineCheck[] = [node, packages, envFile, state, cursorKey, proxies];
