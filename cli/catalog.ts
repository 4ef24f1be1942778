import { type Account, type AccountOptions, createAccount } from '../engine/operation/account.ts';
import { type Catalog, type CatalogOptions, createCatalog } from '../engine/operation/catalog.ts';
import { missingSettings, settingsFromEnvironment, wrongSettings } from '../engine/operation/settings.ts';
import type { Sandbox } from '../engine/sandbox/server.ts';
import type { Integration } from '../engine/schema/model.ts';
import { cursorKey, environment, stateFolder } from './environment.ts';
import { UsageError } from './errors.ts';
import { createFileStore } from './token-file.ts';

export interface OpenedCatalog {
  catalog: Catalog;
  /** What the accounts still lack, in sentences; tools that need it say so when called. */
  warnings: string[];
  /** What is wrong with the settings that they have, in sentences; to be looked at when there is time to load a validator. */
  findWrong(): Promise<string[]>;
  sandboxes: Sandbox[];
  close(): Promise<void>;
}

/** An integration and the account that its calls are made with. */
export interface Bound {
  integration: Integration;
  account: Account;
  /** What the account still lacks, in sentences. */
  warnings: string[];
  /** What is wrong with the settings that it has, in sentences. */
  findWrong(): Promise<string[]>;
  sandbox?: Sandbox;
}

/** Binds integrations to accounts from the environment, or to freshly started sandboxes. */
export async function openCatalog(
  integrations: readonly Integration[],
  useSandbox: boolean,
  { transport, ...options }: Omit<CatalogOptions, 'cursorKey'> & Pick<AccountOptions, 'transport'> = {},
): Promise<OpenedCatalog> {
  const entries: Bound[] = [];
  for (const integration of integrations)
    entries.push(
      useSandbox ? await bindToSandbox(integration, transport) : bindToEnvironment(integration, transport),
    );
  const sandboxes = entries.flatMap(({ sandbox }) => sandbox ?? []);
  return {
    catalog: createCatalog(entries, { ...options, cursorKey: cursorKey() }),
    warnings: entries.flatMap(({ warnings }) => warnings),
    findWrong: async () => (await Promise.all(entries.map((one) => one.findWrong()))).flat(),
    sandboxes,
    close: async () => void (await Promise.all(sandboxes.map((one) => one.close()))),
  };
}

/** An account of the environment; the tokens it obtains outlive the process. */
export function bindToEnvironment(
  integration: Integration,
  transport?: AccountOptions['transport'],
  env = environment(),
): Bound {
  const settings = settingsFromEnvironment(integration, env);
  const tokens = createFileStore(stateFolder(env));
  return {
    integration,
    account: createAccount(integration, settings, { tokens, transport }),
    warnings: missingSettings(integration, settings),
    findWrong: () => wrongSettings(integration, settings),
  };
}

/** The account of the sandbox file, at a sandbox that is running or is started here. */
export async function bindToSandbox(
  integration: Integration,
  transport?: AccountOptions['transport'],
  running?: Sandbox,
): Promise<Bound> {
  const { startSandbox } = await import('../engine/sandbox/server.ts');
  const definition = sandboxOf(integration);
  const sandbox = running ?? (await startSandbox(definition));
  const account = createAccount(integration, definition.account ?? {}, { origin: sandbox.url, transport });
  return { integration, account, warnings: [], findWrong: async () => [], sandbox };
}

export function sandboxOf({ name, sandbox }: Integration) {
  if (sandbox) return sandbox;
  throw new UsageError(
    `\`${name}\` has no \`sandbox.yaml\`; run it without --sandbox, with an account in the environment.`,
  );
}
