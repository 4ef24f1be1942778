import { createHash } from 'node:crypto';
import type { LoginBrowser, PendingLogin } from '../auth/oauth2/login.ts';
import { createMemoryStore } from '../auth/token-store.ts';
import { ToolError } from '../errors.ts';
import { Redactor } from '../redact.ts';
import type { Integration } from '../schema/model.ts';
import type { AccountOptions, OpenAccount } from './open-account.ts';
import { fillInSettings, missingSettings, wrongSettings } from './settings.ts';

export type { AccountOptions, OpenAccount } from './open-account.ts';

/** One customer's settings and credentials for one integration, ready to make requests. */
export interface Account {
  /** Identifies the account without revealing a secret. */
  readonly id: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly redactor: Redactor;
  /** Asks a person to log in through a browser, where the integration's auth wants that; keeps the tokens. */
  login(browser: LoginBrowser): Promise<void>;
  /** The same in two halves, between which the browser is away; the second may be another process's. */
  beginLogin(redirectUri: string): Promise<PendingLogin & { url: string }>;
  finishLogin(pending: PendingLogin, response: URL): Promise<void>;
  /** Checks the settings; a missing or wrong one is a `ToolError` with code `missing_secret`. */
  open(): Promise<OpenAccount>;
}

/** An account whose way to the API, and the check of its settings, are loaded when they are first asked for. */
export function createAccount(
  integration: Integration,
  given: Readonly<Record<string, unknown>>,
  options: AccountOptions = {},
): Account {
  const missing = missingSettings(integration, given, options.remedy);
  const settings = fillInSettings(integration, given);
  const redactor = new Redactor();
  const shown: Record<string, unknown> = { integration: integration.name };
  for (const [key, value] of Object.entries(settings)) {
    if (integration.definition.account?.properties[key]?.writeOnly) redactor.add(value);
    else shown[key] = value;
  }

  const id = options.id ?? createHash('sha256').update(JSON.stringify(shown)).digest('base64url');
  const authAccount = {
    id,
    integration: integration.name,
    tokens: options.tokens ?? createMemoryStore(),
    sessions: options.sessions ?? createMemoryStore(),
    settings,
    redactor,
  };
  const refuseIncomplete = async () => {
    const problems = [...missing, ...(await wrongSettings(integration, settings, options.remedy))];
    if (problems.length > 0) throw new ToolError('missing_secret', problems.join(' '));
  };
  const open = async () => {
    await refuseIncomplete();
    const { openAccount } = await import('./open-account.ts');
    return openAccount(integration, authAccount, options);
  };
  const logins = async () => {
    await refuseIncomplete();
    const { loginsOf } = await import('./account-login.ts');
    return loginsOf(integration, authAccount, options);
  };
  let opened: Promise<OpenAccount> | undefined;
  return {
    id,
    settings,
    redactor,
    login: async (browser) => (await logins()).login(browser),
    beginLogin: async (redirectUri) => (await logins()).beginLogin(redirectUri),
    finishLogin: async (pending, response) => (await logins()).finishLogin(pending, response),
    open() {
      opened ??= open();
      return opened;
    },
  };
}
