import type { HttpBindings } from '../../mcp/listener.ts';

/** What the routes find in a request's context. */
export interface Env {
  Bindings: HttpBindings;
  Variables: {
    /** Name of the API token that may manage the gateway. */
    admin: string;
    /** The body of a request to manage the gateway. */
    body: string;
    requestId: string;
    /** What the log says of the request besides its route: ids, never tokens. */
    facts: Record<string, unknown>;
  };
}
