import type { Command } from 'commander';
import { createApiToken, revokeApiToken } from '../../engine/gateway/api-tokens.ts';
import { shownTime } from '../account-view.ts';
import { type DatabaseOptions, databaseOption, printJson, withStore } from '../gateway.ts';
import { parseMoment } from '../moment.ts';
import { colours, printError, printLine, shorten, table } from '../terminal.ts';

type TokenOptions = DatabaseOptions & { json?: boolean };

export function addTokenCommands(program: Command): void {
  const token = program.command('token').description("tokens for the gateway's own API");
  const add = (name: string, description: string) =>
    token.command(name).description(description).addOption(databaseOption());

  add('create', 'make a token, which is shown this once')
    .requiredOption('--name <text>', 'what or whom it is for')
    .requiredOption('--scopes <list>', 'admin, call or both, with a comma')
    .option('--expires <time>', 'when it ends: 30d, 12h, 2026-12-31T00:00Z; never when left out')
    .option('--json', 'print it as JSON')
    .action(create);
  add('list', 'list tokens').option('--json', 'print them as JSON').action(list);
  add('revoke', 'make a token useless at once').argument('<id>', 'as `list` shows it').action(revoke);
}

async function create({
  name,
  scopes,
  expires,
  ...options
}: TokenOptions & { name: string; scopes: string; expires?: string }): Promise<void> {
  const body = {
    name,
    scopes: scopes.split(',').map((scope) => scope.trim()),
    expires_at: expires === undefined ? null : parseMoment(expires, 'ahead'),
  };
  const made = await withStore(options, (store) => createApiToken(store, body, null));
  if (options.json) return void printJson(made);
  printLine(made.token);
  printError(`\nKeep it now: it is not shown again. Revoke it with: ymcp token revoke ${made.id}`);
}

async function list(options: TokenOptions): Promise<void> {
  const records = await withStore(options, (store) => store.apiTokens.list());
  if (options.json) return void printJson(records);
  if (records.length === 0) return void printError('There are no tokens; make one with `ymcp token create`.');
  const { bold, dim, red } = colours(process.stdout);
  const now = new Date().toISOString();
  const rows = records.map(({ id, name, scopes, expires_at, created_at }) => [
    id,
    bold(shorten(name, 40)),
    scopes.join(' '),
    expires_at === null ? 'never' : expires_at <= now ? red('ended') : shownTime(expires_at),
    dim(shownTime(created_at)),
  ]);
  printLine(table([['id', 'name', 'scopes', 'ends', 'made'].map(dim), ...rows]));
}

async function revoke(id: string, options: TokenOptions): Promise<void> {
  await withStore(options, (store) => revokeApiToken(store, id));
  printError('Revoked.');
}
