import type { TokenStore } from '../../auth/token-store.ts';

/**
 * What the gateway remembers, in an embedded database or in PostgreSQL. Times are ISO 8601 in UTC with milliseconds, so
 * that they sort as text. What is encrypted cannot be read once another process has rotated the key: a `KeyError`.
 */
export interface Store {
  readonly accounts: AccountStore;
  readonly connects: ConnectStore;
  readonly servers: ServerStore;
  readonly apiTokens: ApiTokenStore;
  readonly audit: AuditStore;
  readonly limits: LimitStore;
  readonly locks: Locks;
  readonly changes: Changes;
  /** What an account got from its API; one replica at a time renews it. */
  upstreamTokens(account: Pick<AccountRecord, 'id' | 'revision'>): TokenStore;
  /** Deletes what has expired: servers, API tokens, connects, counters, and audit records older than `auditBefore`. */
  sweep(now: string, auditBefore: string): Promise<Swept>;
  /** Rejects unless the database answers. */
  check(): Promise<void>;
  /** Writes what is under way, then lets go of the database. */
  close(): Promise<void>;
}

export interface Swept {
  servers: number;
  apiTokens: number;
  audit: number;
}

/** One account as it is listed: no setting of it, secret or not. */
export interface AccountRecord {
  id: string;
  integration: string;
  label: string;
  /** Whose account it is, in the words of who runs the gateway. */
  tenant_id: string | null;
  /** `connecting` until someone has logged in through a browser, where the integration asks for that. */
  status: 'active' | 'connecting' | 'needs_reauth';
  /** Counts the rotations; tokens obtained under an older revision are not used. */
  revision: number;
  created_at: string;
  updated_at: string;
}

export type Settings = Readonly<Record<string, unknown>>;

export interface AccountStore {
  add(
    account: Pick<AccountRecord, 'integration' | 'label' | 'tenant_id' | 'status'>,
    settings: Settings,
  ): Promise<AccountRecord>;
  /** Newest first. */
  list(filter?: AccountFilter): Promise<AccountRecord[]>;
  find(id: string): Promise<AccountRecord | undefined>;
  /** The account with its settings in the clear, secrets included: for calls only, never for an answer. */
  open(id: string): Promise<OpenedAccount | undefined>;
  /** Replaces the settings and begins a new revision. */
  rotate(id: string, settings: Settings, status: AccountRecord['status']): Promise<AccountRecord | undefined>;
  /** Does nothing when the account has gone on to another revision. */
  setStatus(account: Pick<AccountRecord, 'id' | 'revision'>, status: AccountRecord['status']): Promise<void>;
  /** Removes its servers, tokens and connects too. */
  remove(id: string): Promise<boolean>;
}

export interface OpenedAccount extends AccountRecord {
  settings: Settings;
}

export interface AccountFilter {
  integration?: string | undefined;
  tenant_id?: string | undefined;
}

/** A login in the browser that has begun and not come back yet. */
export interface Connect {
  /** The OAuth `state`, which the browser brings back. */
  state: string;
  account_id: string;
  revision: number;
  /** PKCE (RFC 7636). */
  verifier: string;
  redirect_uri: string;
  expires_at: string;
}

export interface ConnectStore {
  add(connect: Connect): Promise<void>;
  /** Takes it out, so that a state is good once; `undefined` when it is unknown, used or expired at `now`. */
  take(state: string, now: string): Promise<Connect | undefined>;
}

/** Which tools a scoped server offers, and how; keys as in Truto's API. */
export interface ServerConfig {
  methods?: readonly string[];
  tags?: readonly string[];
  require_api_token_auth?: boolean;
  tool_exposure?: 'all' | 'discovery';
  /** Whose access tokens are let in without the server's own token; absent, nobody's. */
  oauth?: OAuthRules;
}

export interface OAuthRules {
  /** Only these users, by the `sub` of their access tokens. */
  subjects?: readonly string[];
  /** Only access tokens with all of these scopes. */
  scopes?: readonly string[];
}

/** A scoped server, as Truto's API shows it. */
export interface ServerRecord {
  id: string;
  name: string;
  config: ServerConfig;
  integrated_account_id: string;
  expires_at: string | null;
  created_at: string;
  updated_at: string;
  created_by: string | null;
}

export type NewServer = Pick<
  ServerRecord,
  'name' | 'config' | 'integrated_account_id' | 'expires_at' | 'created_by'
>;

export interface ServerStore {
  /** `undefined` when the account is gone. */
  add(server: NewServer, tokenHash: string): Promise<ServerRecord | undefined>;
  /** Newest first; those of every account when none is given. */
  list(page: Page & { account?: string | undefined }): Promise<Paged<ServerRecord>>;
  find(id: string): Promise<ServerRecord | undefined>;
  /** The server of a token, expired ones included. */
  findByToken(tokenHash: string): Promise<ServerRecord | undefined>;
  /** Writes what `change` makes of the server; nobody changes it meanwhile. `undefined` when it is gone. */
  update(id: string, change: (server: ServerRecord) => Partial<NewServer>): Promise<ServerRecord | undefined>;
  remove(id: string): Promise<boolean>;
}

export const API_SCOPES = ['admin', 'call'] as const;
export type ApiScope = (typeof API_SCOPES)[number];

export interface ApiTokenRecord {
  id: string;
  name: string;
  /** `admin` manages accounts, servers and tokens; `call` is the second factor of servers that ask for one. */
  scopes: readonly ApiScope[];
  expires_at: string | null;
  created_at: string;
  created_by: string | null;
}

export interface ApiTokenStore {
  add(token: Omit<ApiTokenRecord, 'id' | 'created_at'>, tokenHash: string): Promise<ApiTokenRecord>;
  list(): Promise<ApiTokenRecord[]>;
  /** Expired ones included. */
  findByToken(tokenHash: string): Promise<ApiTokenRecord | undefined>;
  remove(id: string): Promise<boolean>;
}

/** One finished call, without arguments and payload. */
export interface CallEntry {
  /** When it finished. */
  at: string;
  request_id: string;
  /** The API token's id, or the subject of an access token; `null` where the server's own token was all. */
  who: string | null;
  server_id: string;
  account_id: string;
  integration: string;
  tool: string;
  /** HMAC of the arguments as JSON, by which equal calls can be told. */
  arguments_hash: string;
  /** `ok`, or the code of the error. */
  status: string;
  upstream_attempts: number;
  duration_ms: number;
  bytes_received: number;
  bytes_returned: number;
  /** Revision of MCP that the client spoke, `2025-06-18`. */
  protocol: string | null;
  client: string | null;
}

export interface AuditRecord extends CallEntry {
  /** Grows in the order in which records became visible. */
  id: number;
}

export interface AuditFilter {
  status?: string | undefined;
  tool?: string | undefined;
  server_id?: string | undefined;
  account_id?: string | undefined;
  /** From then on, that moment included. */
  since?: string | undefined;
  /** Up to then, that moment left out. */
  until?: string | undefined;
}

export interface AuditStore {
  /** Resolves when the record is safe; calls that finish together are written together. */
  append(entry: CallEntry): Promise<void>;
  /** The HMAC of a call's arguments, under a key that only this gateway has. */
  hashArguments(given: unknown): string;
  /** Newest first. */
  query(filter: AuditFilter, page: Page): Promise<Paged<AuditRecord>>;
  /** What came after the record `after`, oldest first, at most `limit` of it. */
  follow(filter: AuditFilter, after: number, limit: number): Promise<AuditRecord[]>;
}

export interface Page {
  /** At most so many. */
  limit: number;
  /** `next_cursor` of the page before. */
  cursor?: string | undefined;
}

export interface Paged<T> {
  result: T[];
  next_cursor: string | null;
}

/** At most `points` in a window of `seconds`, which begins with the first request; counted over all replicas. */
export interface Limit {
  key: string;
  points: number;
  seconds: number;
}

export interface LimitState {
  isWithin: boolean;
  limit: number;
  remaining: number;
  /** Seconds until the count begins again. */
  reset: number;
}

export interface LimitStore {
  /** Counts one request against each limit; the states are in the order of the limits. */
  take(limits: readonly Limit[]): Promise<LimitState[]>;
}

export interface Locks {
  /** Runs `work` while no replica runs other work under this name; one that dies does not hold the others up. */
  run<T>(name: string, work: () => Promise<T>): Promise<T>;
}

/**
 * What may be cached and is not true any more, an account's servers with the account; `all` when
 * listening begins, and after a time in which changes may have been missed. What expires is told of by nobody.
 */
export type Change = { type: 'account' | 'server' | 'api_token'; id: string } | { type: 'all' };

export interface Changes {
  /** Told within a second of changes made by any replica, this one included; returns how to end it. */
  subscribe(listener: (change: Change) => void): () => void;
}
