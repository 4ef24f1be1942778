import { type Command, Option } from 'commander';
import { testAccount } from '../../engine/gateway/account-test.ts';
import { addAccount, rotateAccount, viewAccount } from '../../engine/gateway/accounts.ts';
import { beginConnect, finishConnect } from '../../engine/gateway/connect.ts';
import type { AccountRecord } from '../../engine/gateway/store/contract.ts';
import { printAccounts, printView } from '../account-view.ts';
import { openBrowser, waitForBrowser } from '../browser.ts';
import { agrees } from '../confirm.ts';
import { cursorKey } from '../environment.ts';
import { describeError, FindingsError, UsageError } from '../errors.ts';
import {
  type DatabaseOptions,
  databaseOption,
  findAccount,
  oneIntegration,
  printJson,
  withStore,
} from '../gateway.ts';
import { collectRotation, collectSettings } from '../settings.ts';
import { colours, printError } from '../terminal.ts';

interface AccountOptions extends DatabaseOptions {
  integration?: string;
  json?: boolean;
}

export function addAccountCommands(program: Command): void {
  const account = program
    .command('account')
    .description('accounts that the gateway keeps, many per integration');
  const add = (name: string, description: string) =>
    account.command(name).description(description).addOption(databaseOption());
  const addOne = (name: string, description: string) =>
    add(name, description)
      .argument('<account>', 'id, the beginning of one, or label')
      .addOption(
        new Option('-i, --integration <path>', 'where its integration is; found by name when left out'),
      );

  add('add', 'add an account; secrets come from the environment, stdin or the terminal')
    .argument('<integration>', 'by name or path')
    .option('--label <text>', 'what people call it')
    .option('--tenant <id>', 'whose account it is')
    .addOption(setOption())
    .option('--json', 'print the account as JSON')
    .action(addOneAccount);
  add('list', 'list accounts')
    .option('--integration <name>', 'only those of one integration')
    .option('--tenant <id>', 'only those of one tenant')
    .option('--json', 'print them as JSON')
    .action(listAccounts);
  addOne('show', 'show an account; of its secrets only which there are')
    .option('--json', 'as JSON')
    .action(show);
  addOne('rotate', 'replace settings, such as an expired password').addOption(setOption()).action(rotate);
  addOne('connect', 'log in through the browser, where the integration asks for that')
    .option('--no-browser', 'print the address and open nothing')
    .action(connect);
  addOne('test', 'log in for real, and call a tool that only reads').action(test);
  addOne('remove', 'remove an account with its servers').option('-y, --yes', 'do not ask').action(remove);
}

const setOption = () =>
  new Option('--set <key=value...>', 'settings; `key=@-` reads the value from stdin').default([], 'none');

async function addOneAccount(
  name: string,
  options: AccountOptions & { label?: string; tenant?: string; set: string[] },
): Promise<void> {
  const integrations = oneIntegration(name);
  const [integration] = integrations.values();
  if (!integration) return;
  const settings = await collectSettings(integration, options.set);
  const { label, tenant: tenant_id } = options;
  const body = {
    integration: integration.name,
    settings,
    ...(label !== undefined && { label }),
    ...(tenant_id !== undefined && { tenant_id }),
  };
  const record = await withStore(options, (store) => addAccount(store, integrations, body));
  if (options.json) return void printJson(record);
  printAccounts([record]);
  printError(`\n${nextStep(record)}`);
}

const nextStep = ({ id, status }: AccountRecord) =>
  status === 'connecting'
    ? `Someone has to log in now: ymcp account connect ${id}`
    : `See whether it works: ymcp account test ${id}`;

async function listAccounts(options: AccountOptions & { tenant?: string }): Promise<void> {
  const { integration, tenant: tenant_id } = options;
  const records = await withStore(options, (store) => store.accounts.list({ integration, tenant_id }));
  if (options.json) return void printJson(records);
  if (records.length === 0) return void printError('There are no accounts; add one with `ymcp account add`.');
  printAccounts(records);
}

const integrationsOf = ({ integration }: AccountRecord, options: AccountOptions) =>
  oneIntegration(options.integration ?? integration);

async function show(name: string, options: AccountOptions): Promise<void> {
  const view = await withStore(options, async (store) => {
    const record = await findAccount(store, name);
    return viewAccount(store, integrationsOf(record, options), record.id);
  });
  if (options.json) printJson(view);
  else printView(view);
}

async function rotate(name: string, options: AccountOptions & { set: string[] }): Promise<void> {
  const record = await withStore(options, async (store) => {
    const found = await findAccount(store, name);
    const integrations = integrationsOf(found, options);
    const settings = await collectRotation(integrations.get(found.integration)!, options.set);
    return rotateAccount(store, integrations, found.id, { settings });
  });
  printAccounts([record]);
  printError(`\nWhat was got with the old settings is forgotten. ${nextStep(record)}`);
}

async function connect(name: string, options: AccountOptions & { browser: boolean }): Promise<void> {
  const waiting = await waitForBrowser(options.browser ? openBrowser : () => {});
  try {
    const record = await withStore(options, async (store) => {
      const { id, ...found } = await findAccount(store, name);
      const integrations = integrationsOf({ id, ...found }, options);
      const { url } = await beginConnect(store, integrations, id, waiting.redirectUri);
      return finishConnect(store, integrations, await waiting.visit(url));
    });
    printAccounts([record]);
  } finally {
    waiting.close();
  }
}

async function test(name: string, options: AccountOptions): Promise<void> {
  const { green, dim } = colours(process.stderr);
  const { error, tool, milliseconds } = await withStore(options, async (store) => {
    const record = await findAccount(store, name);
    printError(dim(`  asking ${record.integration} …`));
    return testAccount(store, integrationsOf(record, options), record.id, cursorKey());
  });
  if (error) throw new FindingsError(describeError(error));
  const how = tool === undefined ? 'logged in; no tool can be called without arguments' : `${tool} answered`;
  printError(`${green('works')}  ${how}  ${dim(`${Math.round(milliseconds)} ms`)}`);
}

async function remove(name: string, options: AccountOptions & { yes?: boolean }): Promise<void> {
  await withStore(options, async (store) => {
    const { id, label } = await findAccount(store, name);
    const { result } = await store.servers.list({ limit: 1_000, account: id });
    const what = `the account \`${label}\`${result.length > 0 ? ` and its ${result.length} servers` : ''}`;
    if (!options.yes && !(await agrees(`Remove ${what}?`)))
      throw new UsageError(`nothing was removed; give --yes to remove ${what}.`);
    await store.accounts.remove(id);
    printError(`Removed ${what}.`);
  });
}
