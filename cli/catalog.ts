import {
  type Account,
  type AccountOptions,
  checkSettings,
  createAccount,
} from '../engine/operation/account.ts';
import { type Catalog, type CatalogOptions, createCatalog } from '../engine/operation/catalog.ts';
import { settingsFromEnvironment } from '../engine/operation/settings.ts';
import { type Sandbox, startSandbox } from '../engine/sandbox/server.ts';
import type { Integration } from '../engine/schema/model.ts';
import { cursorKey, environment, stateFolder } from './environment.ts';
import { UsageError } from './errors.ts';
import { createFileStore } from './token-file.ts';

export interface OpenedCatalog {
  catalog: Catalog;
  /** What the accounts still lack, in sentences; tools that need it say so when called. */
  warnings: string[];
  sandboxes: Sandbox[];
  close(): Promise<void>;
}

/** An integration and the account that its calls are made with. */
export interface Bound {
  integration: Integration;
  account: Account;
  /** What the account still lacks, in sentences. */
  warnings: string[];
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
    warnings: checkSettings(integration, { ...settings }),
  };
}

/** The account of the sandbox file, at a sandbox that is running or is started here. */
export async function bindToSandbox(
  integration: Integration,
  transport?: AccountOptions['transport'],
  running?: Sandbox,
): Promise<Bound> {
  const definition = sandboxOf(integration);
  const sandbox = running ?? (await startSandbox(definition));
  const account = createAccount(integration, definition.account ?? {}, { origin: sandbox.url, transport });
  return { integration, account, warnings: [], sandbox };
}

export function sandboxOf({ name, sandbox }: Integration) {
  if (sandbox) return sandbox;
  throw new UsageError(
    `\`${name}\` has no \`sandbox.yaml\`; run it without --sandbox, with an account in the environment.`,
  );
}
