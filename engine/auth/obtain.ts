import type { Redactor } from '../redact.ts';
import type { StoredTokens, TokenStore } from './token-store.ts';

interface Sought {
  id: string;
  store: TokenStore;
  redactor: Redactor;
  isUsable(tokens: StoredTokens): boolean;
  /** Asks the API for tokens; `stored` is what the store has, which is of no use any more. */
  request(stored: StoredTokens | undefined): Promise<StoredTokens>;
}

/** Tokens, and whether they were in the store already, so that the API may have gone off them since. */
export type Obtained = StoredTokens & { isStored: boolean };

/** Tokens from the store, or from the API, which one process at a time asks; the others find its answer in the store. */
export async function obtainTokens({ id, store, redactor, isUsable, request }: Sought): Promise<Obtained> {
  const load = async () => {
    const stored = await store.load(id);
    redactor.add(stored?.accessToken, stored?.refreshToken);
    return stored;
  };
  const found = await load();
  if (found && isUsable(found)) return { ...found, isStored: true };
  return store.alone(id, async () => {
    const stored = await load();
    if (stored && isUsable(stored)) return { ...stored, isStored: true };
    const fresh = await request(stored);
    await store.save(id, fresh);
    return { ...fresh, isStored: false };
  });
}
