import type { Server, ServerOptions } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';

export type { HttpBindings } from '@hono/node-server';
export { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';

type Fetch = Parameters<typeof createAdaptorServer>[0]['fetch'];

/** A server of Node's own that answers in terms of web requests. */
export const createListener = (fetch: Fetch, serverOptions: ServerOptions = {}): Server =>
  createAdaptorServer({ fetch, overrideGlobalObjects: false, serverOptions }) as Server;
