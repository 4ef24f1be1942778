import type { Operation } from '../operation/contract.ts';
import { filterOperations } from '../operation/filter.ts';
import { compileOperations } from '../operation/operation.ts';
import type { Integration } from '../schema/model.ts';
import { type Integrations, noAccount } from './accounts.ts';
import { GatewayError } from './errors.ts';
import { compileInput, EXPIRY, NAME, readExpiry } from './input.ts';
import { createToken, hashToken } from './secret-token.ts';
import type { NewServer, ServerConfig, ServerRecord, Store } from './store/contract.ts';

/** A server as its maker sees it, once: nobody can find the token out afterwards. */
export type CreatedServer = ServerRecord & { token: string; url: string };

type ConfigChange = { [Key in keyof ServerConfig]: ServerConfig[Key] | null };

interface ServerInput {
  name: string;
  config?: ConfigChange;
  expires_at?: string | null;
}

const NAMES = { type: 'array', items: { type: 'string', minLength: 1 }, maxItems: 500 };
const WORDS = { ...NAMES, type: ['array', 'null'] };
const PROPERTIES = {
  name: NAME,
  config: {
    type: 'object',
    properties: {
      methods: WORDS,
      tags: WORDS,
      require_api_token_auth: { type: ['boolean', 'null'] },
      tool_exposure: { enum: ['all', 'discovery', null] },
      oauth: {
        type: ['object', 'null'],
        properties: { subjects: NAMES, scopes: NAMES },
        additionalProperties: false,
      },
    },
    additionalProperties: false,
  },
  expires_at: EXPIRY,
};
const readServer = compileInput<ServerInput>(PROPERTIES, ['name']);
const readChange = compileInput<Partial<ServerInput>>(PROPERTIES);

/** Where a gateway's servers are: `https://mcp.example.com`. */
export interface ServerPlace {
  store: Store;
  integrations: Integrations;
  publicUrl: string;
}

/** Makes a server over an account; one that would offer no tool is refused. */
export async function createServer(
  { store, integrations, publicUrl }: ServerPlace,
  accountId: string,
  body: unknown,
  createdBy: string | null,
): Promise<CreatedServer> {
  const { name, config: given = {}, expires_at } = readServer(body);
  const account = (await store.accounts.find(accountId)) ?? noAccount(accountId);
  const config = mergeConfig({}, given);
  refuseEmpty(integrations.get(account.integration), config);
  const token = createToken('server');
  const server = {
    name,
    config,
    integrated_account_id: accountId,
    expires_at: readExpiry(expires_at, Date.now()),
    created_by: createdBy,
  };
  const record = (await store.servers.add(server, hashToken(token))) ?? noAccount(accountId);
  return { ...record, token, url: new URL(`/mcp/${token}`, publicUrl).href };
}

/** The server, when it is one of this account. */
export async function getServer(store: Store, accountId: string, id: string): Promise<ServerRecord> {
  const server = await store.servers.find(id);
  return server?.integrated_account_id === accountId ? server : noServer(id);
}

/** Changes the members given; of `config` the keys given, where `null` takes one out. */
export async function updateServer(
  { store, integrations }: Omit<ServerPlace, 'publicUrl'>,
  accountId: string,
  id: string,
  body: unknown,
): Promise<ServerRecord> {
  const { name, config, expires_at } = readChange(body);
  await getServer(store, accountId, id);
  const account = (await store.accounts.find(accountId)) ?? noAccount(accountId);
  const change = (server: ServerRecord): Partial<NewServer> => {
    const merged = config && mergeConfig(server.config, config);
    if (merged) refuseEmpty(integrations.get(account.integration), merged);
    return {
      ...(name !== undefined && { name }),
      ...(merged && { config: merged }),
      ...(expires_at !== undefined && { expires_at: readExpiry(expires_at, Date.now()) }),
    };
  };
  return (await store.servers.update(id, change)) ?? noServer(id);
}

export async function removeServer(store: Store, accountId: string, id: string): Promise<void> {
  await getServer(store, accountId, id);
  await store.servers.remove(id);
}

/** The tools of an integration that a server offers. */
export const operationsOf = (integration: Integration, { methods, tags }: ServerConfig): Operation[] =>
  filterOperations(compileOperations(integration), { methods, tags });

function refuseEmpty(integration: Integration | undefined, config: ServerConfig): void {
  if (!integration) throw new GatewayError(409, "the account's integration is not served here.");
  if (operationsOf(integration, config).length > 0) return;
  const all = compileOperations(integration);
  const known = (names: readonly string[]) => [...new Set(names)].sort().join(', ') || 'none';
  throw new GatewayError(
    400,
    `no tool passes \`config.methods\` and \`config.tags\`. Methods: read, write, custom, ${known(all.map(({ method }) => method))}. Tags: ${known(all.flatMap(({ tags }) => tags))}.`,
  );
}

function mergeConfig(before: ServerConfig, given: ConfigChange): ServerConfig {
  const merged = Object.entries({ ...before, ...given }).filter(([, value]) => value !== null);
  return Object.fromEntries(merged);
}

function noServer(id: string): never {
  throw new GatewayError(404, `there is no server \`${id}\` of this account.`);
}
