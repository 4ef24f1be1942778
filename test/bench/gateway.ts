import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Store } from '../../engine/gateway/store/contract.ts';
import { openStore } from '../../engine/gateway/store/open.ts';
import { freePort } from '../support/free-port.ts';
import { addServer, shopAt } from '../support/gateway.ts';
import { postgresMissing, startPostgres } from '../support/postgres.ts';
import { KEY } from '../support/stores.ts';

const run = promisify(execFile);
const ROOT = resolve(import.meta.dirname, '../..');
const MAIN = join(ROOT, 'dist/cli/main.js');
const AUTOCANNON = join(import.meta.dirname, 'node_modules/autocannon/autocannon.js');

/** Rounds of every side, taken in turns, so that what else the machine does falls on all. */
const ROUNDS = Number(process.env.ROUNDS ?? 5);
const SECONDS = 4;
const WARM_UP_SECONDS = 3;
const IN_FLIGHT = 32;

const CALL = JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  method: 'tools/call',
  params: { name: 'get_single_shop_order_by_id', arguments: { id: '1' } },
});

/** What is measured: the addresses that the same load is shared among. */
interface Side {
  name: string;
  urls: string[];
  /** The one of as many processes that it is compared with. */
  floor?: string;
}

interface Load {
  /** Calls per second. */
  rate: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
}

const folder = mkdtempSync(join(tmpdir(), 'ymcp-bench-'));
const children: ChildProcess[] = [];
const stores: Store[] = [];

/** A process that prints its address. */
function startSide(...args: string[]): Promise<string> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'gateway-side.js'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  return new Promise((started) => child.stdout?.once('data', (text) => started(String(text).trim())));
}

/** A gateway as it is shipped, limits out of the way, its log written to nowhere. */
async function startGateway(database: string, token: string): Promise<string> {
  const port = await freePort();
  const wide = ['--limit-server', '99999999/10', '--limit-account', '99999999/10', '--concurrency', '1000'];
  const profile =
    process.env.PROFILE === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${process.env.PROFILE}`];
  const args = [...profile, MAIN, 'gateway', join(folder, 'shop.yaml'), '--http', String(port), ...wide];
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    YMCP_DATABASE: database,
    YMCP_KEY: KEY.toString('base64'),
  };
  const child = spawn(process.execPath, args, { stdio: 'ignore', env });
  children.push(child);
  const url = `http://127.0.0.1:${port}`;
  for (let tries = 0; tries < 600; tries += 1) {
    const isReady = await fetch(`${url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) return `${url}/mcp/${token}`;
    await new Promise((soon) => setTimeout(soon, 100));
  }
  throw new Error('a gateway did not start');
}

/** One and two processes over a database. */
async function gatewaysOn(name: string, database: string): Promise<Side[]> {
  const store = await openStore({ url: database, key: KEY, onFault: console.error });
  stores.push(store);
  const { token } = await addServer(store);
  const [one, other] = [await startGateway(database, token), await startGateway(database, token)];
  return [
    { name: `${name}, one process`, urls: [one], floor: 'bare SDK, one process' },
    { name: `${name}, two processes`, urls: [one, other], floor: 'bare SDK, two processes' },
  ];
}

/** `autocannon` as processes of its own, one for each address. */
async function load({ urls }: Side, seconds: number): Promise<Load> {
  const parts = await Promise.all(urls.map((url) => fire(url, IN_FLIGHT / urls.length, seconds)));
  const mean = (part: keyof Load) => parts.reduce((sum, one) => sum + one[part], 0) / parts.length;
  return {
    rate: parts.reduce((sum, { rate }) => sum + rate, 0),
    p50: mean('p50'),
    p99: Math.max(...parts.map(({ p99 }) => p99)),
  };
}

async function fire(url: string, connections: number, seconds: number): Promise<Load> {
  const headers = ['content-type: application/json', 'accept: application/json, text/event-stream'];
  const { stdout } = await run(process.execPath, [
    AUTOCANNON,
    ...[
      '--json',
      '--no-progress',
      '-c',
      String(connections),
      '-d',
      String(seconds),
      '-m',
      'POST',
      '-b',
      CALL,
    ],
    ...headers.flatMap((header) => ['-H', header]),
    url,
  ]);
  const { requests, latency, non2xx, errors, duration } = JSON.parse(stdout);
  if (non2xx + errors > 0) throw new Error(`${non2xx} refusals and ${errors} errors at ${new URL(url).host}`);
  return { rate: requests.total / duration, p50: latency.p50, p99: latency.p99 };
}

/** Before anything is measured, an answer is looked at: all sides must do the same. */
async function check({ name, urls }: Side): Promise<void> {
  for (const url of urls) {
    const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
    const text = await (await fetch(url, { method: 'POST', headers, body: CALL })).text();
    if (!text.includes('"sku":"A-1"')) throw new Error(`${name} answers ${text}`);
  }
}

async function prepare(): Promise<{ sides: Side[]; close(): Promise<void> }> {
  if (!existsSync(AUTOCANNON)) throw new Error('run `npm ci --ignore-scripts --prefix test/bench` first');
  if (!existsSync(MAIN)) throw new Error('run `npm run build` first');
  const upstream = await startSide('upstream');
  writeFileSync(join(folder, 'shop.yaml'), shopAt(upstream));
  const bare = [await startSide('bare', upstream), await startSide('bare', upstream)];
  const postgres = postgresMissing === undefined ? await startPostgres() : undefined;
  const sides: Side[] = [
    { name: 'bare SDK, one process', urls: bare.slice(0, 1) },
    { name: 'bare SDK, two processes', urls: bare },
    ...(await gatewaysOn('gateway on SQLite', `file:${join(folder, 'bench.db')}`)),
    ...(postgres ? await gatewaysOn('gateway on PostgreSQL', await postgres.createDatabase()) : []),
  ];
  return {
    sides,
    async close() {
      const ended = children.map((child) => new Promise((done) => child.once('close', done)));
      for (const child of children) child.kill('SIGTERM');
      await Promise.all(ended);
      await Promise.all(stores.map((store) => store.close()));
      await postgres?.close();
      rmSync(folder, { recursive: true });
    },
  };
}

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const medianOf = (loads: readonly Load[], part: keyof Load) => median(loads.map((one) => one[part]));

async function measure(sides: readonly Side[]): Promise<Map<string, Load[]>> {
  const loads = new Map<string, Load[]>(sides.map(({ name }) => [name, []]));
  for (const side of sides) {
    process.stderr.write(`${side.name} …\n`);
    await check(side);
    await load(side, WARM_UP_SECONDS);
  }
  for (let round = 0; round < ROUNDS; round += 1) {
    process.stderr.write(`round ${round + 1} of ${ROUNDS} …\n`);
    for (const side of sides) loads.get(side.name)?.push(await load(side, SECONDS));
  }
  return loads;
}

const { sides, close } = await prepare();
const loads = await measure(sides).finally(close);
const results = sides.map(({ name, floor }) => {
  const own = loads.get(name) ?? [];
  const beside = loads.get(floor ?? name) ?? [];
  const ratios = own.map(({ rate }, round) => rate / (beside[round]?.rate ?? Number.NaN));
  return {
    name,
    calls_per_second: medianOf(own, 'rate'),
    ratio: median(ratios),
    spread: [Math.min(...ratios), Math.max(...ratios)],
    p50_ms: medianOf(own, 'p50'),
    p99_ms: medianOf(own, 'p99'),
  };
});

if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
else {
  process.stdout.write(
    `${'calls/s'.padStart(8)} ${'ratio'.padStart(6)} ${'p50 ms'.padStart(7)} ${'p99 ms'.padStart(7)}   medians of ${ROUNDS} rounds of ${SECONDS} s, ${IN_FLIGHT} calls at once\n`,
  );
  for (const { name, calls_per_second, ratio, spread, p50_ms, p99_ms } of results)
    process.stdout.write(
      `${calls_per_second.toFixed(0).padStart(8)} ${ratio.toFixed(2).padStart(6)} ${p50_ms.toFixed(1).padStart(7)} ${p99_ms.toFixed(1).padStart(7)}   ${name} (ratio ${spread.map((one) => one.toFixed(2)).join(' to ')})\n`,
    );
}
