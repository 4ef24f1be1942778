import { type Command, Option } from 'commander';
import { createServer, removeServer } from '../../engine/gateway/servers.ts';
import type { ServerConfig, ServerRecord } from '../../engine/gateway/store/contract.ts';
import type { Exposure } from '../../engine/mcp/surface.ts';
import { shownTime } from '../account-view.ts';
import { setupRows } from '../clients/index.ts';
import { environment } from '../environment.ts';
import { UsageError } from '../errors.ts';
import {
  type DatabaseOptions,
  databaseOption,
  findAccount,
  oneIntegration,
  printJson,
  withStore,
} from '../gateway.ts';
import { parseMoment } from '../moment.ts';
import { colours, printError, printLine, shorten, table } from '../terminal.ts';
import { words } from '../words.ts';

interface Options extends DatabaseOptions {
  account?: string;
  integration?: string;
  name?: string;
  methods?: string[];
  tags?: string[];
  secondFactor?: boolean;
  oauth?: boolean;
  tools: Exposure;
  expires?: string;
  publicUrl?: string;
  json?: boolean;
}

export function addServerCommands(program: Command): void {
  const server = program
    .command('server')
    .description('scoped servers: some tools of one account, for a while');
  const add = (name: string, description: string) =>
    server.command(name).description(description).addOption(databaseOption());

  add('create', 'make a server; its address is shown this once')
    .argument('<account>', 'id, the beginning of one, or label')
    .requiredOption('--name <text>', 'what or whom it is for')
    .option('--methods <list>', 'only read, write, custom, or names of methods, with commas', words)
    .option('--tags <list>', 'only tools with one of these tags, with commas', words)
    .option('--second-factor', 'ask for an API token as well')
    .option('--oauth', 'let in users with access tokens of the trusted authorization server')
    .addOption(
      new Option('--tools <mode>', 'show all tools, or three to search and call them, as beyond 100')
        .choices(['auto', 'all', 'search'])
        .default('auto'),
    )
    .option('--expires <time>', 'when it ends: 30d, 12h, 2026-12-31T00:00Z; never when left out')
    .addOption(
      new Option('--public-url <url>', 'where the gateway is')
        .env('YMCP_PUBLIC_URL')
        .default('http://127.0.0.1:8787'),
    )
    .option('-i, --integration <path>', 'where its integration is; found by name when left out')
    .option('--json', 'print it as JSON')
    .action(create);
  add('list', 'list servers')
    .option('--account <account>', 'only those of one account')
    .option('--json', 'print them as JSON')
    .action(list);
  add('revoke', 'stop a server at once').argument('<id>', 'as `list` shows it').action(revoke);
}

async function create(name: string, options: Options): Promise<void> {
  const { publicUrl = '' } = options;
  if (!URL.canParse(publicUrl))
    throw new UsageError(`--public-url is \`${publicUrl}\`; expected an address.`);
  const body = {
    name: options.name,
    config: configOf(options),
    expires_at: options.expires === undefined ? null : parseMoment(options.expires, 'ahead'),
  };
  const made = await withStore(options, async (store) => {
    const account = await findAccount(store, name);
    const integrations = oneIntegration(options.integration ?? account.integration);
    return createServer({ store, integrations, publicUrl }, account.id, body, environment().USER ?? null);
  });
  if (options.json) return void printJson(made);
  const { bold, dim } = colours(process.stderr);
  printLine(made.url);
  const target = { name: options.name?.replaceAll(/[^\w-]+/g, '-').toLowerCase() ?? 'ymcp', url: made.url };
  printError(
    [
      '',
      `  ${bold('Keep the address now')}: whoever has it can call these tools, and it is not shown again.`,
      '',
      table(setupRows(target, bold)),
      '',
      dim(
        `  Without a secret in the address: ${new URL(`/mcp/${made.id}`, publicUrl)} with \`Authorization: Bearer <token>\``,
      ),
      dim(`  Revoke it with: ymcp server revoke ${made.id}`),
      '',
    ].join('\n'),
  );
}

const configOf = ({ methods, tags, secondFactor, oauth, tools }: Options): ServerConfig => ({
  ...(methods && { methods }),
  ...(tags && { tags }),
  ...(secondFactor && { require_api_token_auth: true }),
  ...(oauth && { oauth: {} }),
  ...(tools === 'search' && { tool_exposure: 'discovery' }),
  ...(tools === 'all' && { tool_exposure: 'all' }),
});

const MOST = 1_000;

async function list(options: Options): Promise<void> {
  const { result } = await withStore(options, async (store) => {
    const account =
      options.account === undefined ? undefined : (await findAccount(store, options.account)).id;
    return store.servers.list({ limit: MOST, account });
  });
  if (options.json) return void printJson(result);
  if (result.length === 0)
    return void printError('There are no servers; make one with `ymcp server create`.');
  const { bold, dim } = colours(process.stdout);
  const rows = result.map((one) => [
    one.id,
    bold(shorten(one.name, 30)),
    shorten(scopeOf(one), 40),
    endOf(one),
    dim(one.integrated_account_id.slice(0, 8)),
  ]);
  printLine(table([['id', 'name', 'scope', 'ends', 'account'].map(dim), ...rows]));
  if (result.length === MOST) printError(`These are the newest ${MOST}; narrow the list with --account.`);
}

const scopeOf = ({ config }: ServerRecord): string =>
  [...(config.methods ?? []), ...(config.tags ?? []).map((tag) => `#${tag}`)].join(' ') || 'all tools';

function endOf({ expires_at }: ServerRecord): string {
  if (expires_at === null) return 'never';
  return Date.parse(expires_at) <= Date.now() ? colours(process.stdout).red('ended') : shownTime(expires_at);
}

async function revoke(id: string, options: Options): Promise<void> {
  await withStore(options, async (store) => {
    const found = await store.servers.find(id);
    if (!found) throw new UsageError(`there is no server \`${id}\`; see \`ymcp server list\`.`);
    await removeServer(store, found.integrated_account_id, id);
  });
  printError('Revoked.');
}
