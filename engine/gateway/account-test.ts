import { wantsBrowser } from '../auth/oauth2/login.ts';
import { createMemoryStore } from '../auth/token-store.ts';
import { ToolError } from '../errors.ts';
import type { Account } from '../operation/account.ts';
import { createCatalog, type Outcome } from '../operation/catalog.ts';
import type { Operation } from '../operation/contract.ts';
import { compileOperations } from '../operation/operation.ts';
import { type BoundAccount, bindAccount, type Integrations } from './accounts.ts';
import type { Store } from './store/contract.ts';

export interface AccountTest {
  /** Why the API does not let the account in; `undefined` when it does. */
  error?: ToolError;
  /** The tool that was called to find out, when there is one that changes nothing and needs no arguments. */
  tool?: string;
  milliseconds: number;
}

/** Logs in for real, with nothing that was kept except what a person granted, and calls a tool that only reads. */
export async function testAccount(
  store: Store,
  integrations: Integrations,
  id: string,
  cursorKey: Buffer,
): Promise<AccountTest> {
  const bound = await bindAfresh(store, integrations, id);
  const started = performance.now();
  const operation = compileOperations(bound.integration).find(canBeTried);
  const error = (await logIn(bound.account)) ?? (operation && (await tryOut(bound, operation, cursorKey)));
  return {
    ...(error && { error }),
    ...(operation && { tool: operation.tool }),
    milliseconds: performance.now() - started,
  };
}

async function bindAfresh(store: Store, integrations: Integrations, id: string): Promise<BoundAccount> {
  const kept = await bindAccount(store, integrations, id);
  if (wantsBrowser(kept.integration.definition.auth)) return kept;
  const tokens = createMemoryStore();
  return bindAccount(store, integrations, id, { tokens, sessions: tokens });
}

/** Why the account cannot log in, with secrets masked. */
async function logIn({ open, redactor }: Account): Promise<ToolError | undefined> {
  try {
    await (await open()).authenticate();
    return undefined;
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    return new ToolError(error.code, redactor.redact(error.message), error.details);
  }
}

async function tryOut(
  entry: BoundAccount,
  { tool, inputSchema }: Operation,
  cursorKey: Buffer,
): Promise<ToolError | undefined> {
  const hasLimit = Object.hasOwn(inputSchema.properties as object, 'limit');
  const outcome: Outcome = await createCatalog([entry], { cursorKey }).call(
    tool,
    hasLimit ? { limit: 1 } : {},
  );
  return 'error' in outcome ? outcome.error : undefined;
}

const canBeTried = ({ hints, inputSchema }: Operation) =>
  hints.readOnly && ((inputSchema.required ?? []) as unknown[]).length === 0;
