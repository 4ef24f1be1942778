import type { Logger } from 'pino';
import { createAccessTokenVerifier, type Issuer } from '../auth/oauth2/access-token.ts';
import type { CallRecord } from '../operation/catalog.ts';
import type { Arguments } from '../operation/contract.ts';
import type { Integration } from '../schema/model.ts';
import type { Integrations } from './accounts.ts';
import { type Admission, createAdmission } from './admission.ts';
import { entryOf } from './audit.ts';
import { createEndpoints, type Endpoints } from './endpoints.ts';
import type { Allowances } from './limits.ts';
import type { ServerRecord, Store } from './store/contract.ts';
import { createMetrics, type Metrics } from './telemetry/metrics.ts';

export interface GatewayOptions {
  store: Store;
  integrations: Integrations;
  /** 32 bytes, from which the key of cursors and confirmations is derived. */
  key: Buffer;
  version: string;
  /** Where clients reach the gateway: `https://mcp.example.com`. */
  publicUrl: URL;
  /** Hosts by which it may be addressed, besides that of `publicUrl`. */
  hosts: readonly string[];
  /** Origins of web pages that may call it, besides its own. */
  origins: readonly string[];
  /** The authorization server whose access tokens are trusted. */
  issuer?: Issuer | undefined;
  allowances: Allowances;
  /** Largest request body in bytes. */
  maxBodyBytes: number;
  /** Calls under way at once for one server, in each replica. */
  concurrency: number;
  log: Logger;
  /** Whether spans go anywhere. */
  traces: boolean;
  /** Where the requests of accounts go instead, by integration: how sandboxes stand in for APIs. */
  upstreams?: ReadonlyMap<string, string> | undefined;
}

/** Everything that the routes share. */
export interface Gateway extends GatewayOptions {
  admission: Admission;
  endpoints: Endpoints;
  metrics: Metrics;
  /** Set once it takes no more calls. */
  isDraining: boolean;
  close(): Promise<void>;
}

export function createGateway(options: GatewayOptions): Gateway {
  const { store, log, publicUrl, issuer } = options;
  const metrics = createMetrics(() => endpoints.underWay.count);

  async function onCall(server: ServerRecord, { name }: Integration, record: CallRecord, given: Arguments) {
    metrics.call(name, record);
    const entry = entryOf(store, server, name, record, given);
    // What was done cannot be undone by failing, so the call's result is given out and the log has the record.
    await store.audit.append(entry).catch((error) => log.error({ error, entry }, 'a call was not recorded'));
  }

  const endpoints = createEndpoints({
    ...options,
    onCall,
    onError: (error) => log.error({ error }, 'a call failed unexpectedly'),
  });
  const admission = createAdmission({
    store,
    verify: issuer && createAccessTokenVerifier(issuer),
    audiencesOf: ({ id }) => [resourceOf(publicUrl, id), resourceOf(publicUrl)],
  });
  return {
    ...options,
    admission,
    endpoints,
    metrics,
    isDraining: false,
    async close() {
      admission.close();
      await endpoints.close();
    },
  };
}

/** The resource identifier (RFC 8707) of a scoped server, or of all of them. */
export const resourceOf = (publicUrl: URL, server?: string): string =>
  new URL(server === undefined ? '/mcp' : `/mcp/${server}`, publicUrl).href;
