import { type Command, InvalidArgumentError, Option } from 'commander';
import { createGateway, type GatewayOptions } from '../../engine/gateway/gateway.ts';
import { type Listening, listen } from '../../engine/gateway/http/listen.ts';
import { ALLOWANCES, type Allowance } from '../../engine/gateway/limits.ts';
import type { Store } from '../../engine/gateway/store/contract.ts';
import { openStore } from '../../engine/gateway/store/open.ts';
import { createLog, LOG_LEVELS } from '../../engine/gateway/telemetry/log.ts';
import { isLoopback } from '../../engine/mcp/http.ts';
import { type Sandbox, startSandbox } from '../../engine/sandbox/server.ts';
import type { Integration } from '../../engine/schema/model.ts';
import { sandboxOf } from '../catalog.ts';
import { chooseIntegrations } from '../choose.ts';
import { environment } from '../environment.ts';
import { UsageError } from '../errors.ts';
import { asMessage, type DatabaseOptions, databaseOption, databaseUrl } from '../gateway.ts';
import { masterKey } from '../master-key.ts';
import { openIntegrations } from '../open-integration.ts';
import { parseAddress } from '../port.ts';
import { untilStopped } from '../stop.ts';
import { VERSION } from '../version.ts';

interface Options extends DatabaseOptions {
  http: string;
  publicUrl?: string;
  host: string[];
  allowOrigin: string[];
  oauthIssuer?: string;
  oauthJwks?: string;
  limitServer: Allowance;
  limitAccount: Allowance;
  limitApiToken: Allowance;
  concurrency: number;
  bodyBytes: number;
  keepLogs: number;
  drain: number;
  logLevel: string;
  sandbox?: boolean;
}

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];
const SWEEP_MS = 60_000;
const DAY_MS = 86_400_000;

export function addGateway(program: Command): void {
  const { server, account, api_token } = ALLOWANCES;
  program
    .command('gateway')
    .description('serve a team: accounts, scoped servers, tokens, limits and an audit trail over HTTP')
    .argument('[integration...]', 'by name or path; all of integrations/ when left out')
    .option('--http <address>', '[host:]port to listen on', '127.0.0.1:8787')
    .addOption(databaseOption())
    .addOption(new Option('--public-url <url>', 'where clients reach it').env('YMCP_PUBLIC_URL'))
    .option('--host <name...>', 'further hosts by which it may be addressed', [])
    .option('--allow-origin <origin...>', 'web pages that may call it', [])
    .addOption(
      new Option('--oauth-issuer <url>', 'authorization server whose access tokens are trusted').env(
        'YMCP_OAUTH_ISSUER',
      ),
    )
    .addOption(
      new Option('--oauth-jwks <url>', "its keys; found in the issuer's metadata when left out").env(
        'YMCP_OAUTH_JWKS',
      ),
    )
    .addOption(allowanceOption('--limit-server', 'requests to one server', server))
    .addOption(allowanceOption('--limit-account', 'requests to all servers of one account', account))
    .addOption(allowanceOption('--limit-api-token', 'requests with one API token', api_token))
    .option('--concurrency <n>', 'calls under way at once for one server', parseCount, 64)
    .option('--body-bytes <n>', 'largest request body', parseCount, 4 * 1_048_576)
    .option('--keep-logs <days>', 'how long finished calls stay on record', parseCount, 90)
    .option('--drain <seconds>', 'how long calls under way may take when it is stopped', parseCount, 30)
    .addOption(new Option('--log-level <level>', 'what is logged').choices(LOG_LEVELS).default('info'))
    .option('--sandbox', "rehearse: call each integration's sandbox instead of its API")
    .action((names: string[], options: Options) => runGateway(names, options));
}

const allowanceOption = (flag: string, description: string, { requests, seconds }: Allowance) =>
  new Option(`${flag} <requests/seconds>`, description)
    .argParser(parseAllowance)
    .default({ requests, seconds }, `${requests}/${seconds}`);

function parseAllowance(text: string): Allowance {
  const [, requests, seconds] = /^([1-9]\d{0,8})\/([1-9]\d{0,5})$/.exec(text) ?? [];
  if (requests === undefined) throw new InvalidArgumentError('expected requests per seconds, like 100/10.');
  return { requests: Number(requests), seconds: Number(seconds) };
}

function parseCount(text: string): number {
  if (/^[1-9]\d{0,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('expected a whole number from 1 on.');
}

async function runGateway(names: readonly string[], options: Options): Promise<void> {
  const served = await openIntegrations(chooseIntegrations(names, 'all'));
  const integrations = new Map(served.map((one) => [one.name, one]));
  const address = parseAddress(options.http);
  const log = createLog(process.stderr, options.logLevel);
  const onFault = (error: unknown) => log.error({ error }, 'the database reports a fault');
  const store = await openStore({ url: databaseUrl(options), key: masterKey(), onFault }).catch((error) => {
    throw asMessage(error);
  });
  const sandboxes = options.sandbox ? await startSandboxes([...integrations.values()]) : new Map();
  const stopTracing = await startTracing();
  const gateway = createGateway({
    store,
    integrations,
    key: masterKey(),
    version: VERSION,
    publicUrl: publicUrlOf(options, address),
    hosts: [...options.host, ...(isLoopback(address.host) ? LOOPBACK : [])],
    origins: options.allowOrigin,
    issuer: issuerOf(options),
    allowances: {
      server: options.limitServer,
      account: options.limitAccount,
      api_token: options.limitApiToken,
    },
    maxBodyBytes: options.bodyBytes,
    concurrency: options.concurrency,
    log,
    traces: stopTracing !== undefined,
    ...(options.sandbox && { upstreams: urlsOf(sandboxes) }),
  });
  const listening = await listen(gateway, address);
  log.info({ url: listening.url, integrations: [...integrations.keys()], version: VERSION }, 'listening');
  const sweeping = setInterval(() => void sweep(store, options, log), SWEEP_MS);
  await untilStopped();
  clearInterval(sweeping);
  log.info({ underWay: gateway.endpoints.underWay.count }, 'stopping');
  await stop(listening, options, store, [...sandboxes.values()], stopTracing);
}

async function stop(
  listening: Listening,
  { drain }: Options,
  store: Store,
  sandboxes: readonly Sandbox[],
  stopTracing: (() => Promise<void>) | undefined,
): Promise<void> {
  await listening.close(drain * 1_000);
  await store.close();
  await stopTracing?.();
  await Promise.all(sandboxes.map((one) => one.close()));
}

async function sweep(store: Store, { keepLogs }: Options, log: GatewayOptions['log']): Promise<void> {
  const now = Date.now();
  try {
    const swept = await store.sweep(
      new Date(now).toISOString(),
      new Date(now - keepLogs * DAY_MS).toISOString(),
    );
    if (Object.values(swept).some((count) => count > 0)) log.info(swept, 'swept');
  } catch (error) {
    log.error({ error }, 'the sweep failed');
  }
}

function publicUrlOf({ publicUrl }: Options, { host, port }: { host: string; port: number }): URL {
  const text = publicUrl ?? `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.pathname !== '/' || url.search !== '')
    throw new UsageError(
      `--public-url is \`${text}\`; expected an http or https origin, like https://mcp.example.com.`,
    );
  if (publicUrl === undefined && (port === 0 || !isLoopback(host)))
    throw new UsageError('clients are told where the gateway is; give --public-url.');
  return url;
}

const issuerOf = ({ oauthIssuer, oauthJwks }: Options) =>
  oauthIssuer === undefined ? undefined : { issuer: oauthIssuer, jwksUri: oauthJwks };

async function startSandboxes(integrations: readonly Integration[]): Promise<Map<string, Sandbox>> {
  const started = integrations.map(
    async (one) => [one.name, await startSandbox(sandboxOf(one))] as [string, Sandbox],
  );
  return new Map(await Promise.all(started));
}

const urlsOf = (sandboxes: ReadonlyMap<string, Sandbox>) =>
  new Map([...sandboxes].map(([name, { url }]) => [name, url]));

/** Spans go where the standard variables of OpenTelemetry say; nowhere when they say nothing. */
async function startTracing(): Promise<(() => Promise<void>) | undefined> {
  const env = environment();
  const base = env.OTEL_EXPORTER_OTLP_ENDPOINT;
  const endpoint = env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? (base && `${base.replace(/\/$/, '')}/v1/traces`);
  if (!endpoint) return undefined;
  const { exportSpans } = await import('../../engine/gateway/telemetry/export.ts');
  return exportSpans(endpoint, VERSION);
}
