import { Writable } from 'node:stream';
import { createGateway, type GatewayOptions } from '../../engine/gateway/gateway.ts';
import { type Listening, listen } from '../../engine/gateway/http/listen.ts';
import { ALLOWANCES } from '../../engine/gateway/limits.ts';
import { createToken, hashToken } from '../../engine/gateway/secret-token.ts';
import type { ApiScope, NewServer, ServerRecord, Store } from '../../engine/gateway/store/contract.ts';
import { createLog } from '../../engine/gateway/telemetry/log.ts';
import { freePort } from './free-port.ts';
import { integrationFrom } from './integration.ts';
import { KEY } from './stores.ts';

export interface TestGateway {
  url: string;
  store: Store;
  /** What it logged, line by line. */
  lines: string[];
  close(): Promise<void>;
}

/** A small shop with tools that read and tools that write, two tags, and one tool that asks first. */
export const shopAt = (url: string): string => `
ymcp: 1
name: shop
label: Shop
account: { required: [token], properties: { token: { type: string, writeOnly: true } } }
base_url: ${url}
auth: { type: bearer, token: "{{$account.token}}" }
resources:
  orders:
    tags: [orders]
    methods:
      get: GET /orders/{id}
      create: { request: POST /orders, parameters: { sku: { type: string } } }
      refund: { request: "POST /orders/{id}/refunds", parameters: { id: { type: string } }, confirm: "Refund order {{id}}?" }
  customers:
    tags: [people]
    methods: { get: "GET /customers/{id}", delete: "DELETE /customers/{id}" }
`;

/** A gateway that listens on loopback, with everything real. */
export async function startGateway(
  store: Store,
  yaml: string,
  options: Partial<GatewayOptions> = {},
): Promise<TestGateway> {
  const lines: string[] = [];
  const sink = new Writable({
    write(chunk, _, done) {
      lines.push(...String(chunk).trim().split('\n'));
      done();
    },
  });
  const port = await freePort();
  const integration = integrationFrom(yaml);
  const gateway = createGateway({
    store,
    integrations: new Map([[integration.name, integration]]),
    key: KEY,
    version: '0.0.0',
    publicUrl: new URL(`http://127.0.0.1:${port}`),
    hosts: [],
    origins: [],
    allowances: ALLOWANCES,
    maxBodyBytes: 1_048_576,
    concurrency: 64,
    log: createLog(sink, 'info'),
    traces: false,
    ...options,
  });
  const listening: Listening = await listen(gateway, { host: '127.0.0.1', port });
  return { url: listening.url, store, lines, close: () => listening.close(2_000) };
}

/** A scoped server of a new account, and its token. */
export async function addServer(
  store: Store,
  { config = {}, expires_at = null, account }: Partial<NewServer> & { account?: string } = {},
): Promise<{ server: ServerRecord; token: string }> {
  const token = createToken('server');
  const owner = account ?? (await addAccount(store));
  const server = await store.servers.add(
    { name: 'test', config, integrated_account_id: owner, expires_at, created_by: null },
    hashToken(token),
  );
  if (!server) throw new Error('the account is gone');
  return { server, token };
}

export async function addAccount(store: Store, settings = { token: 'upstream-secret' }): Promise<string> {
  const draft = { integration: 'shop', label: 'Test', tenant_id: null, status: 'active' as const };
  return (await store.accounts.add(draft, settings)).id;
}

export async function addApiToken(
  store: Store,
  ...scopes: ApiScope[]
): Promise<{ id: string; token: string }> {
  const token = createToken('api');
  const record = { name: `test ${scopes.join(' ')}`, scopes, expires_at: null, created_by: null };
  return { id: (await store.apiTokens.add(record, hashToken(token))).id, token };
}
