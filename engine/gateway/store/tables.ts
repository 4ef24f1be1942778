import type { Generated, Insertable, Kysely, Selectable, Transaction } from 'kysely';

/** The tables, the same in both databases. Times are text; what is encrypted says so. */
export interface Tables {
  meta: { name: string; value: string };
  accounts: {
    id: string;
    integration: string;
    label: string;
    tenant_id: string | null;
    status: 'active' | 'connecting' | 'needs_reauth';
    revision: number;
    /** Encrypted. */
    settings: string;
    created_at: string;
    updated_at: string;
  };
  connects: {
    state_hash: string;
    account_id: string;
    revision: number;
    /** Encrypted. */
    verifier: string;
    redirect_uri: string;
    expires_at: string;
  };
  servers: {
    id: string;
    name: string;
    /** JSON. */
    config: string;
    integrated_account_id: string;
    token_hash: string;
    expires_at: string | null;
    created_at: string;
    updated_at: string;
    created_by: string | null;
  };
  api_tokens: {
    id: string;
    name: string;
    /** Words with spaces between them. */
    scopes: string;
    token_hash: string;
    expires_at: string | null;
    created_at: string;
    created_by: string | null;
  };
  upstream_tokens: {
    account_id: string;
    revision: number;
    /** Encrypted. */
    tokens: string;
  };
  audit: {
    id: Generated<number>;
    at: string;
    request_id: string;
    who: string | null;
    server_id: string;
    account_id: string;
    integration: string;
    tool: string;
    arguments_hash: string;
    status: string;
    upstream_attempts: number;
    duration_ms: number;
    bytes_received: number;
    bytes_returned: number;
    protocol: string | null;
    client: string | null;
  };
  /** Requests counted in a window of time that ends at a Unix time in milliseconds. */
  counters: { key: string; hits: number; ends_at: number };
  /** Embedded database only: who may work under a name, until a Unix time in milliseconds. */
  leases: { name: string; holder: string; ends_at: number };
  /** Embedded database only: what other processes have to be told. */
  changes: { id: Generated<number>; type: string; subject: string; at: string };
}

export type Db = Kysely<Tables>;
export type Tx = Transaction<Tables>;
export type Row<Name extends keyof Tables> = Selectable<Tables[Name]>;
export type NewRow<Name extends keyof Tables> = Insertable<Tables[Name]>;
