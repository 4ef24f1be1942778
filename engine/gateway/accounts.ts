import { wantsBrowser } from '../auth/oauth2/login.ts';
import { suggest } from '../nearest.ts';
import { type Account, type AccountOptions, createAccount } from '../operation/account.ts';
import { checkSettings, type Remedy } from '../operation/settings.ts';
import type { Integration } from '../schema/model.ts';
import { GatewayError } from './errors.ts';
import { compileInput, NAME } from './input.ts';
import type { AccountRecord, OpenedAccount, Settings, Store } from './store/contract.ts';

/** The integrations that a gateway serves, by name. */
export type Integrations = ReadonlyMap<string, Integration>;

export interface AccountInput {
  integration: string;
  /** What people call the account; the integration's own label when left out. */
  label?: string;
  tenant_id?: string | null;
  settings?: Settings;
}

const SETTINGS = { type: 'object' };
const readAccount = compileInput<AccountInput>(
  {
    integration: { type: 'string' },
    label: NAME,
    tenant_id: { ...NAME, type: ['string', 'null'] },
    settings: SETTINGS,
  },
  ['integration'],
);
const readRotation = compileInput<{ settings: Settings }>({ settings: SETTINGS }, ['settings']);

/** Adds an account whose settings fit its integration; one that needs a browser begins as `connecting`. */
export async function addAccount(
  store: Store,
  integrations: Integrations,
  body: unknown,
): Promise<AccountRecord> {
  const { integration: name, label, tenant_id = null, settings = {} } = readAccount(body);
  const integration = integrations.get(name);
  if (!integration)
    throw new GatewayError(
      400,
      `there is no integration \`${name}\`; ${suggest(name, [...integrations.keys()])}`,
    );
  await refuseWrong(integration, settings);
  return store.accounts.add(
    { integration: name, label: label ?? integration.label, tenant_id, status: firstStatus(integration) },
    settings,
  );
}

/** Puts the settings given in place of the old ones, and keeps the others. Whatever was got with the old ones is forgotten. */
export async function rotateAccount(
  store: Store,
  integrations: Integrations,
  id: string,
  body: unknown,
): Promise<AccountRecord> {
  const { settings } = readRotation(body);
  const before = await requireAccount(store, id);
  const integration = integrationOf(integrations, before);
  const after = { ...before.settings, ...settings };
  await refuseWrong(integration, after);
  return (await store.accounts.rotate(id, after, firstStatus(integration))) ?? noAccount(id);
}

/** The account as people may see it: with its settings, of which secrets are only named. */
export interface AccountView extends AccountRecord {
  settings: Settings;
  /** Secrets that are set. */
  secrets: string[];
}

export async function viewAccount(
  store: Store,
  integrations: Integrations,
  id: string,
): Promise<AccountView> {
  const { settings, ...record } = await requireAccount(store, id);
  const properties = integrations.get(record.integration)?.definition.account?.properties ?? {};
  // A setting that the integration does not declare (any more) may be a secret.
  const isShown = (key: string) => Object.hasOwn(properties, key) && !properties[key]?.writeOnly;
  const keys = Object.keys(settings);
  return {
    ...record,
    settings: Object.fromEntries(Object.entries(settings).filter(([key]) => isShown(key))),
    secrets: keys.filter((key) => !isShown(key)),
  };
}

export interface BoundAccount {
  record: AccountRecord;
  integration: Integration;
  account: Account;
}

/** The account ready for calls. It is good until the store tells of a change of it. */
export async function bindAccount(
  store: Store,
  integrations: Integrations,
  id: string,
  options: AccountOptions = {},
): Promise<BoundAccount> {
  const { settings, ...record } = await requireAccount(store, id);
  const integration = integrationOf(integrations, record);
  const tokens = store.upstreamTokens(record);
  const remedy = remedyOf(record);
  const account = createAccount(integration, settings, {
    id,
    tokens,
    sessions: tokens,
    remedy,
    ...options,
  });
  return { record, integration, account };
}

async function requireAccount(store: Store, id: string): Promise<OpenedAccount> {
  return (await store.accounts.open(id)) ?? noAccount(id);
}

export function noAccount(id: string): never {
  throw new GatewayError(404, `there is no account \`${id}\`.`);
}

function integrationOf(integrations: Integrations, { integration }: AccountRecord): Integration {
  const found = integrations.get(integration);
  if (found) return found;
  throw new GatewayError(409, `the account's integration \`${integration}\` is not served here.`);
}

const firstStatus = ({ definition }: Integration) =>
  wantsBrowser(definition.auth) ? ('connecting' as const) : ('active' as const);

const IN_BODY: Remedy = {
  missing: () => 'give what is missing among the settings.',
  wrong: () => 'Correct it among the settings.',
};

/** The model cannot mend an account, but can say who does. */
const remedyOf = ({ label }: AccountRecord): Remedy => {
  const ask = `ask who runs the gateway to rotate the account \`${label}\`.`;
  return { missing: () => ask, wrong: () => `${ask[0]?.toUpperCase()}${ask.slice(1)}` };
};

async function refuseWrong(integration: Integration, settings: Settings): Promise<void> {
  const known = Object.keys(integration.definition.account?.properties ?? {});
  const unknown = Object.keys(settings)
    .filter((key) => !known.includes(key))
    .map((key) => `${integration.label} accounts have no setting \`${key}\`; ${suggest(key, known)}`);
  const problems = [...unknown, ...(await checkSettings(integration, settings, IN_BODY))];
  if (problems.length > 0) throw new GatewayError(400, problems.join(' '));
}
