/** What an API gave for an account's credentials, with when the access token ends as a Unix time in milliseconds. */
export interface StoredTokens {
  accessToken: string;
  expiresAt?: number;
  refreshToken?: string;
}

/** Keeps tokens by account, so that a grant outlives a run, and so that several processes share one. */
export interface TokenStore {
  load(account: string): Promise<StoredTokens | undefined>;
  /** Resolves only when the tokens are safe: a refresh token that was used up cannot be asked for again. */
  save(account: string, tokens: StoredTokens): Promise<void>;
  /** Runs `renew` while no other process that shares the store renews this account's tokens. */
  alone<T>(account: string, renew: () => Promise<T>): Promise<T>;
}

/** Tokens in memory only. */
export function createMemoryStore(): TokenStore {
  const kept = new Map<string, StoredTokens>();
  return {
    load: async (account) => kept.get(account),
    save: async (account, tokens) => void kept.set(account, tokens),
    alone: (_, renew) => renew(),
  };
}
