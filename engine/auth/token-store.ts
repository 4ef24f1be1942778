/** What an OAuth token endpoint gave, with when the access token ends as a Unix time in milliseconds. */
export interface StoredTokens {
  accessToken: string;
  expiresAt?: number;
  refreshToken?: string;
}

/** Keeps tokens by account, so that a grant outlives a run. */
export interface TokenStore {
  load(account: string): StoredTokens | undefined;
  /** Returns only when the tokens are safe: a refresh token that was used up cannot be asked for again. */
  save(account: string, tokens: StoredTokens): void;
}

/** Tokens in memory only. */
export function createMemoryStore(): TokenStore {
  const kept = new Map<string, StoredTokens>();
  return {
    load: (account) => kept.get(account),
    save: (account, tokens) => void kept.set(account, tokens),
  };
}
