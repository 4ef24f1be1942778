import { GatewayError } from './errors.ts';
import { compileInput, EXPIRY, NAME, readExpiry } from './input.ts';
import { createToken, hashToken } from './secret-token.ts';
import { API_SCOPES, type ApiScope, type ApiTokenRecord, type Store } from './store/contract.ts';

/** A token as its maker sees it, once. */
export type CreatedApiToken = ApiTokenRecord & { token: string };

interface ApiTokenInput {
  name: string;
  scopes: ApiScope[];
  expires_at?: string | null;
}

const readToken = compileInput<ApiTokenInput>(
  {
    name: NAME,
    scopes: { type: 'array', items: { enum: API_SCOPES }, minItems: 1, uniqueItems: true },
    expires_at: EXPIRY,
  },
  ['name', 'scopes'],
);

export async function createApiToken(
  store: Store,
  body: unknown,
  createdBy: string | null,
): Promise<CreatedApiToken> {
  const { name, scopes, expires_at } = readToken(body);
  const token = createToken('api');
  const given = { name, scopes, expires_at: readExpiry(expires_at, Date.now()), created_by: createdBy };
  return { ...(await store.apiTokens.add(given, hashToken(token))), token };
}

export async function revokeApiToken(store: Store, id: string): Promise<void> {
  if (!(await store.apiTokens.remove(id))) throw new GatewayError(404, `there is no API token \`${id}\`.`);
}
