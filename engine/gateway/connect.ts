import { type BoundAccount, bindAccount, type Integrations } from './accounts.ts';
import { GatewayError } from './errors.ts';
import type { AccountRecord, Store } from './store/contract.ts';

/** Milliseconds that someone has for logging in. */
const PATIENCE_MS = 600_000;

export interface BegunConnect {
  /** Where the browser goes to log in. */
  url: string;
  /** Comes back with the browser; the front makes sure that it is the same one, with a cookie. */
  state: string;
  expires_at: string;
}

/** Begins a login through a browser, which comes back to `redirectUri`, to any replica. */
export async function beginConnect(
  store: Store,
  integrations: Integrations,
  accountId: string,
  redirectUri: string,
): Promise<BegunConnect> {
  const { account, record } = await bindAccount(store, integrations, accountId);
  const { url, state, verifier } = await account.beginLogin(redirectUri);
  const expires_at = new Date(Date.now() + PATIENCE_MS).toISOString();
  await store.connects.add({
    state,
    account_id: record.id,
    revision: record.revision,
    verifier,
    redirect_uri: redirectUri,
    expires_at,
  });
  return { url, state, expires_at };
}

/**
 * Ends it with the address that the browser came back to, and makes the account `active`. A state that is unknown, used or too
 * old is a `GatewayError`; what the authorization server refuses is a `ToolError`.
 */
export async function finishConnect(
  store: Store,
  integrations: Integrations,
  response: URL,
): Promise<AccountRecord> {
  const connect = await store.connects.take(
    response.searchParams.get('state') ?? '',
    new Date().toISOString(),
  );
  if (!connect) throw tooLate();
  const { account, record } = await bindAccount(store, integrations, connect.account_id);
  if (record.revision !== connect.revision) throw tooLate();
  const { state, verifier, redirect_uri: redirectUri } = connect;
  await masking(account, () => account.finishLogin({ state, verifier, redirectUri }, response));
  await store.accounts.setStatus(record, 'active');
  return { ...record, status: 'active' };
}

async function masking(account: BoundAccount['account'], work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof Error) error.message = account.redactor.redact(error.message);
    throw error;
  }
}

const tooLate = () =>
  new GatewayError(400, 'this login was not begun here, is over, or was used already; begin it again.');
