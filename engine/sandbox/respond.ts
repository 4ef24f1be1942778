import type { IncomingHttpHeaders } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { SandboxFile } from '../types.ts';
import { type Answer, compileAnswer, json } from './answer.ts';
import { BodyError, parseBody } from './body.ts';
import type { Faults } from './faults.ts';
import { fieldsOf } from './fields.ts';
import { bySpecificity, matchRoute } from './match.ts';
import { splitPath } from './path.ts';
import type { createQueue } from './queue.ts';
import { readersOf } from './readers.ts';
import { compileRoutes } from './route.ts';
import type { Store } from './store.ts';

/** A request to a route of the sandbox file, read to its end. */
export interface ReceivedRequest {
  verb: string;
  url: URL;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** The answer to a request, or `undefined` when the connection is to be cut. Rejects only when `signal` aborts. */
export type Respond = (request: ReceivedRequest, signal: AbortSignal) => Promise<Answer | undefined>;

interface Parts {
  store: Store;
  faults: Faults;
  inTurn: ReturnType<typeof createQueue>;
}

const MALFORMED = { status: 400, body: { error: 'malformed JSON' } };

/** Compiles the routes and the order in which a request meets them: fault, route, body, guards, changes, answer. */
export function compileRespond(definition: SandboxFile, { store, faults, inTurn }: Parts): Respond {
  const routes = bySpecificity(compileRoutes(definition, store));
  const malformed = compileAnswer(definition.malformed ?? MALFORMED);
  const readers = readersOf(store);

  async function route({ verb, url, headers, body }: ReceivedRequest): Promise<Answer> {
    const path = splitPath(url.pathname);
    if (!path) return json(400, { error: 'malformed path' });
    const match = matchRoute(routes, verb, path);
    if ('verbs' in match) return refuse(match.verbs);
    const bindings = { path: match.parameters, query: fieldsOf(url.searchParams), headers, ...readers };
    try {
      const input = parseBody(body.subarray(0, definition.truncate_bytes), headers['content-type']);
      return await inTurn(() => match.route.handle(input, bindings));
    } catch (error) {
      if (error instanceof BodyError) return malformed(undefined, bindings);
      throw error;
    }
  }

  return async (request, signal) => {
    const { url, headers } = request;
    const fault = faults.take(url.pathname + url.search);
    // Outside the queue: a slow answer must not hold up the others.
    if (fault) await wait(fault.delayMs, undefined, { signal });
    if (fault?.reset) return undefined;
    try {
      if (!fault?.answer) return await route(request);
      return await fault.answer(undefined, {
        path: {},
        query: fieldsOf(url.searchParams),
        headers,
        ...readers,
      });
    } catch (error) {
      return json(500, { error: `sandbox: ${(error as Error).message}` });
    }
  };
}

const refuse = (verbs: readonly string[]): Answer =>
  verbs.length === 0
    ? json(404, { error: 'no such route' })
    : json(405, { error: 'no such verb here' }, { allow: verbs.join(', ') });
