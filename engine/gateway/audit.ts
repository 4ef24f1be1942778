import type { CallRecord } from '../operation/catalog.ts';
import type { Arguments } from '../operation/contract.ts';
import type { CallEntry, ServerRecord, Store } from './store/contract.ts';

/** A finished call as the audit trail keeps it: who, what, how it ended and what it cost, without arguments or payload. */
export const entryOf = (
  { audit }: Pick<Store, 'audit'>,
  server: Pick<ServerRecord, 'id' | 'integrated_account_id'>,
  integration: string,
  { tool, origin, started, outcome, requests, bytesReceived, bytesReturned, milliseconds }: CallRecord,
  given: Arguments,
): CallEntry => ({
  at: new Date(started + milliseconds).toISOString(),
  request_id: origin.requestId ?? '',
  who: origin.subject ?? null,
  server_id: server.id,
  account_id: server.integrated_account_id,
  integration,
  tool: tool.slice(0, MOST_TEXT),
  arguments_hash: audit.hashArguments(given),
  status: outcome,
  upstream_attempts: requests,
  duration_ms: Math.round(milliseconds * 1_000) / 1_000,
  bytes_received: bytesReceived,
  bytes_returned: bytesReturned,
  protocol: origin.protocol ?? null,
  client: origin.client?.slice(0, MOST_TEXT) ?? null,
});

/** Characters of what callers choose freely. */
const MOST_TEXT = 200;
