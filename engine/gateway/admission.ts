import { type AccessToken, AccessTokenError } from '../auth/oauth2/access-token.ts';
import type { ToolFilter } from '../operation/filter.ts';
import { createLookup } from './lookup.ts';
import { filterOfScopes } from './scopes.ts';
import { hashToken, kindOf } from './secret-token.ts';
import type { ApiTokenRecord, ServerRecord, Store } from './store/contract.ts';

/** What a request to a scoped server says of itself. */
export interface Knock {
  /** What stands in the path: a server's id or its token; absent where the token is in the header. */
  name: string | undefined;
  /** Token of `Authorization: Bearer`. */
  bearer: string | undefined;
  /** Token of `YMCP-API-Token`, for callers whose `Authorization` is taken by the server's own token. */
  apiToken: string | undefined;
}

export interface Admitted {
  server: ServerRecord;
  /** The API token's name or the subject of the access token; `undefined` where the server's token was all. */
  subject: string | undefined;
  apiToken: ApiTokenRecord | undefined;
  /** What the scopes of an access token leave of the server's tools. */
  narrowed: ToolFilter | undefined;
}

/** Why someone is not let in; the words are for whoever asked. */
export type Refusal =
  | { refused: 'unknown'; message: string }
  | { refused: 'unauthorized'; message: string; server?: ServerRecord }
  | { refused: 'insufficient_scope'; message: string; server: ServerRecord };

export type VerifyAccessToken = (token: string, audiences: readonly string[]) => Promise<AccessToken>;

export interface AdmissionParts {
  store: Pick<Store, 'servers' | 'apiTokens' | 'changes'>;
  /** Checks access tokens; absent where no authorization server is trusted. */
  verify?: VerifyAccessToken | undefined;
  /** What an access token for a server may have as its audience (RFC 8707). */
  audiencesOf(server: ServerRecord): readonly string[];
}

export interface Admission {
  admit(knock: Knock): Promise<Admitted | Refusal>;
  /** The API token, when it is valid and has this scope. */
  apiToken(
    token: string | undefined,
    scope: ApiTokenRecord['scopes'][number],
  ): Promise<ApiTokenRecord | undefined>;
  close(): void;
}

const UNKNOWN: Refusal = {
  refused: 'unknown',
  message: 'There is no such server; its token may be wrong, revoked or expired.',
};

/** Decides who may call. What is looked up is kept until a change to it is announced; expiry is checked every time. */
export function createAdmission({ store, verify, audiencesOf }: AdmissionParts): Admission {
  const servers = createLookup<ServerRecord>();
  const apiTokens = createLookup<ApiTokenRecord>();
  const unsubscribe = store.changes.subscribe((change) => {
    if (change.type !== 'api_token') servers.forget(change);
    if (change.type === 'api_token' || change.type === 'all') apiTokens.forget(change);
  });

  const byToken = (token: string) => {
    const hash = hashToken(token);
    return servers.find(hash, () => store.servers.findByToken(hash));
  };
  const byId = (id: string) => servers.find(`id ${id}`, () => store.servers.find(id));

  async function apiToken(token: string | undefined, scope: ApiTokenRecord['scopes'][number]) {
    if (token === undefined || kindOf(token) !== 'api') return undefined;
    const hash = hashToken(token);
    const found = await apiTokens.find(hash, () => store.apiTokens.findByToken(hash));
    return found?.scopes.includes(scope) ? found : undefined;
  }

  async function admit({ name, bearer, apiToken: header }: Knock): Promise<Admitted | Refusal> {
    if (name !== undefined && kindOf(name) === 'server') {
      const server = await byToken(name);
      return server ? withSecondFactor(server, bearer) : UNKNOWN;
    }
    const server = await byNameAndBearer(name, bearer);
    if (server) return withSecondFactor(server, header);
    const named = name === undefined ? undefined : await byId(name);
    if (named && verify && bearer !== undefined && kindOf(bearer) === undefined) return asUser(named, bearer);
    return {
      refused: 'unauthorized',
      message: 'A valid token for this server is needed, as `Authorization: Bearer`.',
      ...(named && { server: named }),
    };
  }

  async function byNameAndBearer(name: string | undefined, bearer: string | undefined) {
    if (bearer === undefined || kindOf(bearer) !== 'server') return undefined;
    const server = await byToken(bearer);
    return name === undefined || server?.id === name ? server : undefined;
  }

  /** The token alone is enough unless the server asks for an API token too; an access token names its user as well. */
  async function withSecondFactor(
    server: ServerRecord,
    second: string | undefined,
  ): Promise<Admitted | Refusal> {
    const found = await apiToken(second, 'call');
    if (found || !server.config.require_api_token_auth)
      return { server, subject: found?.name, apiToken: found, narrowed: undefined };
    if (verify && second !== undefined && kindOf(second) === undefined) return asUser(server, second);
    return {
      refused: 'unauthorized',
      message: 'This server asks for an API token with the scope `call` as well.',
      server,
    };
  }

  async function asUser(server: ServerRecord, token: string): Promise<Admitted | Refusal> {
    const { oauth } = server.config;
    if (!oauth)
      return { refused: 'unauthorized', message: 'This server is not open to access tokens.', server };
    const checked = await verify?.(token, audiencesOf(server)).catch((error) => {
      if (error instanceof AccessTokenError) return error;
      throw error;
    });
    if (!checked || checked instanceof Error)
      return {
        refused: 'unauthorized',
        message: `${checked?.message ?? 'no access token is accepted here'}.`,
        server,
      };
    if (oauth.subjects && !oauth.subjects.includes(checked.subject))
      return { refused: 'unauthorized', message: 'This server is not open to this user.', server };
    const narrowed = filterOfScopes(checked.scopes);
    if (!narrowed || !(oauth.scopes ?? []).every((scope) => checked.scopes.includes(scope)))
      return {
        refused: 'insufficient_scope',
        message: 'The access token lacks a scope that is needed.',
        server,
      };
    return { server, subject: checked.subject, apiToken: undefined, narrowed };
  }

  return { admit, apiToken, close: unsubscribe };
}
