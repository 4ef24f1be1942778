import { hkdfSync } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { createEndpoint, type McpEndpoint } from '../mcp/endpoint.ts';
import { type CallRecord, type CatalogOptions, createCatalog } from '../operation/catalog.ts';
import type { Arguments, Operation } from '../operation/contract.ts';
import { filterOperations, type ToolFilter } from '../operation/filter.ts';
import { compileOperations } from '../operation/operation.ts';
import type { Integration } from '../schema/model.ts';
import { type BoundAccount, bindAccount, type Integrations } from './accounts.ts';
import { once } from './once.ts';
import type { Change, ServerConfig, ServerRecord, Store } from './store/contract.ts';
import { withSpans } from './telemetry/spans.ts';
import { createUnderWay, type UnderWay } from './under-way.ts';

/** A scoped server as it runs: its tools, and the endpoint that serves them. */
export interface RunningServer {
  integration: Integration;
  operations: readonly Operation[];
  endpoint: McpEndpoint;
  /** Ends its streams once its calls have ended. */
  retire(): Promise<void>;
}

export interface Endpoints {
  /** The server as `narrowed` lets it be seen; made on first use and kept until something about it changes. */
  open(server: ServerRecord, narrowed?: ToolFilter): Promise<RunningServer>;
  /** The operations of an integration, compiled once for all its servers. */
  operationsOf(integration: Integration): readonly Operation[];
  readonly underWay: UnderWay;
  close(): Promise<void>;
}

export interface EndpointParts {
  store: Store;
  integrations: Integrations;
  /** 32 bytes, from which the key of cursors and confirmations is derived. */
  key: Buffer;
  version: string;
  maxBodyBytes: number;
  /** Whether spans go anywhere. */
  traces: boolean;
  /** Where the requests of accounts go instead, by integration: how sandboxes stand in for APIs. */
  upstreams?: ReadonlyMap<string, string> | undefined;
  onCall(server: ServerRecord, integration: Integration, record: CallRecord, given: Arguments): Promise<void>;
  onError(error: unknown): void;
}

const MOST_ENDPOINTS = 1_000;
const MOST_ACCOUNTS = 1_000;

/** By `tool_exposure`. */
const EXPOSURES = { auto: 'auto', all: 'all', discovery: 'search' } as const;

export function createEndpoints(parts: EndpointParts): Endpoints {
  const { store, integrations, onError } = parts;
  const cursorKey = Buffer.from(hkdfSync('sha256', parts.key, '', 'ymcp cursor', 32));
  const compiled = new Map<string, readonly Operation[]>();
  const accounts = new LRUCache<string, Promise<BoundAccount>>({ max: MOST_ACCOUNTS });
  const running = new LRUCache<string, Promise<RunningServer>>({
    max: MOST_ENDPOINTS,
    dispose: (one) =>
      void one.then(
        ({ retire }) => retire().catch(onError),
        () => {},
      ),
  });
  const underWay = createUnderWay();

  function operationsOf(integration: Integration): readonly Operation[] {
    const found = compiled.get(integration.name) ?? compileOperations(integration);
    compiled.set(integration.name, found);
    return found;
  }

  async function bind(id: string): Promise<BoundAccount> {
    const record = parts.upstreams && (await store.accounts.find(id));
    return bindAccount(store, integrations, id, {
      origin: record && parts.upstreams?.get(record.integration),
    });
  }

  async function start(server: ServerRecord, narrowed: ToolFilter | undefined): Promise<RunningServer> {
    const { account, integration } = await keep(accounts, server.integrated_account_id, bind);
    const scoped = filterOperations(operationsOf(integration), filterOf(server.config));
    const operations = narrowed ? filterOperations(scoped, narrowed) : scoped;
    const options: CatalogOptions = {
      cursorKey,
      spend: (id, seconds) => once(store, `confirm:${id}`, seconds),
      onCall: (record, given) => parts.onCall(server, integration, record, given),
      onFault: onError,
    };
    const own = createUnderWay();
    const plain = createCatalog([{ integration, account, operations }], options);
    const attributes = { 'ymcp.server': server.id, 'ymcp.integration': integration.name };
    const catalog = underWay.watch(own.watch(parts.traces ? withSpans(plain, attributes) : plain));
    const info = {
      name: server.name,
      version: parts.version,
      exposure: EXPOSURES[server.config.tool_exposure ?? 'auto'],
    };
    const endpoint = createEndpoint(catalog, info, { onError, maxBodyBytes: parts.maxBodyBytes });
    return { integration, operations, endpoint, retire: () => own.idle().then(endpoint.close) };
  }

  const unsubscribe = store.changes.subscribe((change) => {
    forget(change, accounts, running);
  });

  return {
    operationsOf,
    underWay,
    open: (server, narrowed) => keep(running, keyOf(server, narrowed), () => start(server, narrowed)),
    async close() {
      unsubscribe();
      const all = await Promise.allSettled(running.values());
      await Promise.all(all.map((one) => one.status === 'fulfilled' && one.value.endpoint.close()));
    },
  };
}

/** What is made once for a key, and made again when that failed. */
function keep<T>(
  cache: LRUCache<string, Promise<T>>,
  key: string,
  make: (key: string) => Promise<T>,
): Promise<T> {
  const kept = cache.get(key);
  if (kept) return kept;
  const made = make(key);
  cache.set(key, made);
  made.catch(() => {
    if (cache.get(key) === made) cache.delete(key);
  });
  return made;
}

const filterOf = ({ methods, tags }: ServerConfig): ToolFilter => ({ methods, tags });

/** A server that was changed is another one. */
const keyOf = ({ id, updated_at }: ServerRecord, narrowed: ToolFilter | undefined): string =>
  JSON.stringify([id, updated_at, narrowed]);

/** Lets go of what is not true any more; calls under way end on what they began with. */
function forget(
  change: Change,
  accounts: LRUCache<string, Promise<BoundAccount>>,
  running: LRUCache<string, Promise<RunningServer>>,
): void {
  if (change.type === 'api_token') return;
  if (change.type === 'server') {
    for (const key of running.keys()) if ((JSON.parse(key) as string[])[0] === change.id) running.delete(key);
    return;
  }
  if (change.type === 'all') accounts.clear();
  else accounts.delete(change.id);
  // Which servers an account has is not known here, and making them again is cheap.
  running.clear();
}
