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

/** Binds integrations to accounts from the environment, or to freshly started sandboxes. */
export async function openCatalog(
  integrations: readonly Integration[],
  useSandbox: boolean,
  { transport, ...options }: Omit<CatalogOptions, 'cursorKey'> & Pick<AccountOptions, 'transport'> = {},
): Promise<OpenedCatalog> {
  const env = environment();
  const warnings: string[] = [];
  const sandboxes: Sandbox[] = [];
  const entries: { integration: Integration; account: Account }[] = [];
  for (const integration of integrations) {
    if (useSandbox) {
      const { definition, sandbox } = await openSandbox(integration);
      sandboxes.push(sandbox);
      entries.push({
        integration,
        account: createAccount(integration, definition.account ?? {}, { origin: sandbox.url, transport }),
      });
    } else {
      const settings = settingsFromEnvironment(integration, env);
      warnings.push(...checkSettings(integration, { ...settings }));
      entries.push({
        integration,
        account: createAccount(integration, settings, {
          tokens: createFileStore(stateFolder(env)),
          transport,
        }),
      });
    }
  }
  const catalog = createCatalog(entries, { ...options, cursorKey: cursorKey(env) });
  return {
    catalog,
    warnings,
    sandboxes,
    close: async () => void (await Promise.all(sandboxes.map((one) => one.close()))),
  };
}

async function openSandbox(integration: Integration) {
  const definition = sandboxOf(integration);
  return { definition, sandbox: await startSandbox(definition) };
}

export function sandboxOf({ name, sandbox }: Integration) {
  if (sandbox) return sandbox;
  throw new UsageError(
    `\`${name}\` has no \`sandbox.yaml\`; run it without --sandbox, with an account in the environment.`,
  );
}
