import type { StopSignal } from '../deadline.ts';
import type { HttpRequest } from '../http/encode.ts';
import type { HttpResponse, Send } from '../http/send.ts';
import type { JsonSchema } from '../json.ts';
import type { Redactor } from '../redact.ts';
import type { StoredTokens, TokenStore } from './token-store.ts';

/** One account as an auth scheme sees it. */
export interface AuthAccount {
  /** Identifies the account, and the integration that it is for. */
  id: string;
  integration: string;
  /** Where grants are kept, which a person or a configuration gave. */
  tokens: TokenStore;
  /** Where sessions are kept, which a login can begin anew at any time. */
  sessions: TokenStore;
  settings: Readonly<Record<string, unknown>>;
  /** The integration's `base_url`, filled in; prefixes a request line that is a path. */
  baseUrl: string;
  send: Send;
  /** Every credential that the scheme obtains or derives is added here before it is used. */
  redactor: Redactor;
}

/** Puts one account's credentials on requests; holds what it obtained, such as a session token. */
export interface Authenticator {
  /** Adds credentials to a request that is otherwise complete; one in the query by another URL in place of this one. */
  authorize(request: HttpRequest, signal?: StopSignal): void | Promise<void>;
  /**
   * Whether `response` means that the credentials of `request` have expired and new ones are in place, so that the
   * request is worth sending once more.
   */
  renew?(request: HttpRequest, response: HttpResponse, signal?: StopSignal): Promise<boolean>;
  /** Whether the credentials of `request` were found where other processes keep theirs; then they may have expired there. */
  isStored?(request: HttpRequest): Promise<boolean>;
}

/** What stands in for a login where nobody can log in, as in cases. */
export interface Rehearsal {
  /** An answer to the login in which the scheme finds a token. */
  answer?: { headers?: Readonly<Record<string, string>>; body: unknown };
  /** Tokens that are there from the start, where getting the first ones takes a person or a real key. */
  tokens?: StoredTokens;
}

/** How credentials go on a request: one value of `auth.type`, with the schema of its keys. */
export interface AuthScheme<Config> {
  type: string;
  /** Draft-07 schema of the `auth:` block; `type` is a `const`. */
  fragment: JsonSchema;
  /** Compiles the block once; the result opens one authenticator per account. */
  compile(config: Config): (account: AuthAccount) => Authenticator;
  /** What a login of this block could be answered with; absent for a scheme that makes none. */
  rehearse?(config: Config): Rehearsal;
}
