import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname } from 'node:path';
import { Argument, type Command, Option } from 'commander';
import { createTwoFilesPatch } from 'diff';
import type { ConfigFile, Scope, Target } from '../clients/client.ts';
import { clients } from '../clients/index.ts';
import { thisProgram } from '../clients/this-program.ts';
import { agrees } from '../confirm.ts';
import { environment } from '../environment.ts';
import { UsageError } from '../errors.ts';
import { findIntegration } from '../find-integration.ts';
import { loadIntegrationOrExit } from '../integrations.ts';
import { colours, printError, printLine } from '../terminal.ts';

interface Options {
  url?: string;
  integration?: string;
  sandbox?: boolean;
  name?: string;
  scope: Scope;
  tokenVariable: string;
  yes?: boolean;
}

const installable = clients.filter(({ file }) => file !== undefined);

export function addInstall(program: Command): void {
  program
    .command('install')
    .description("add a server to a client's own configuration, after showing the change")
    .addArgument(new Argument('<client>', 'which').choices(installable.map(({ id }) => id)))
    .option('--url <address>', 'a server over HTTP, such as a scoped server of the gateway')
    .option('-i, --integration <name>', 'an integration, served by a command on stdio')
    .option('--sandbox', 'with --integration: rehearse against its sandbox')
    .option('--name <text>', 'what the client calls it; the name of the integration, or `ymcp`')
    .addOption(new Option('--scope <scope>', 'whose file').choices(['user', 'project']).default('user'))
    .option('--token-variable <name>', 'environment variable with a token for the address', 'YMCP_TOKEN')
    .option('-y, --yes', 'write without asking')
    .action((id: string, options: Options) => install(id, options));
}

async function install(id: string, options: Options): Promise<void> {
  const client = installable.find((one) => one.id === id);
  const file = client?.file as ConfigFile;
  const { platform, env } = process;
  const places = { home: homedir(), project: process.cwd(), platform, appData: env.APPDATA };
  const path = file.pathFor(places, options.scope);
  if (path === undefined)
    throw new UsageError(`${client?.label} has no file of its own per project; leave --scope out.`);
  const before = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const after = file.edit(before, targetOf(options));
  if (after === before) return void printError(`${path} says so already.`);
  printLine(shownChange(path, before, after));
  if (!options.yes && !(await agrees(`Write ${path}?`)))
    throw new UsageError('nothing was written; give --yes to write it.');
  replaceFile(path, after);
  printError(`Written. Restart ${client?.label}, or reload its servers.`);
}

function targetOf({ url, integration, sandbox, name, tokenVariable }: Options): Target {
  if ((url === undefined) === (integration === undefined))
    throw new UsageError('give either --url or --integration.');
  if (name !== undefined && !/^[\w-]{1,64}$/.test(name))
    throw new UsageError(`\`${name}\` is no name for a server; expected up to 64 letters, digits, - and _.`);
  if (url !== undefined) {
    if (!URL.canParse(url)) throw new UsageError('--url is no address.');
    const token = environment()[tokenVariable];
    return { name: name ?? 'ymcp', url, ...(token && { headers: { Authorization: `Bearer ${token}` } }) };
  }
  const path = findIntegration(integration ?? '');
  const served = loadIntegrationOrExit(path);
  return { name: name ?? served.name, ...thisProgram('serve', path, ...(sandbox ? ['--sandbox'] : [])) };
}

/** Tokens are written into the file, but not shown. */
function shownChange(path: string, before: string, after: string): string {
  const { red, green, dim } = colours(process.stdout);
  const patch = createTwoFilesPatch(path, path, before, after, '', '', { context: 2 });
  return patch
    .replaceAll(/(Bearer |YMCP_TOKEN"?\s*[:=]\s*")[^"\s]+/g, '$1…')
    .replaceAll(/ymcp[sa]_[\w-]+/g, (token) => `${token.slice(0, 10)}…`)
    .split('\n')
    .slice(1)
    .map((line) => (line.startsWith('+') ? green(line) : line.startsWith('-') ? red(line) : dim(line)))
    .join('\n')
    .trimEnd();
}

/** Replaces a file whole, keeping who may read it; a new one may hold a token, so that only its owner may. */
function replaceFile(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const mode = existsSync(path) ? statSync(path).mode : 0o600;
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, text, { mode });
  renameSync(temporary, path);
}
