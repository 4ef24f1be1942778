import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { SandboxFile } from '../types.ts';
import { type Answer, compileAnswer, json } from './answer.ts';
import { BodyError, parseBody, readBody } from './body.ts';
import { CONTROL_PREFIX, handleControl, type RequestEntry } from './control.ts';
import { compileFaults } from './faults.ts';
import { compileRoutes, matchRoute } from './route.ts';
import { createStore } from './store.ts';

export interface Sandbox {
  /** `http://127.0.0.1:port`, without a path. */
  url: string;
  close(): Promise<void>;
}

export interface SandboxOptions {
  /** 0 picks a free port. */
  port?: number;
  onRequest?: (entry: RequestEntry) => void;
}

const LOG_LENGTH = 1_000;
const MALFORMED = { status: 400, body: { error: 'malformed JSON' } };

/** Serves a sandbox file as a real HTTP upstream on loopback. Knows nothing of any API. */
export async function startSandbox(
  definition: SandboxFile,
  { port = 0, onRequest }: SandboxOptions = {},
): Promise<Sandbox> {
  const store = createStore(definition.collections);
  await store.reset();
  const routes = compileRoutes(definition, store);
  const faults = compileFaults(definition.faults);
  const malformed = compileAnswer(definition.malformed ?? MALFORMED);
  const log: RequestEntry[] = [];
  const readers = {
    all: store.all,
    get: store.get,
    where: store.where,
    slice: (list: unknown, start: number, count: number) => [list ?? []].flat().slice(start, start + count),
    next_id: store.nextId,
  };
  const inTurn = queue();

  /** The answer to one request, or `undefined` when the connection is to be cut. */
  async function respond(request: IncomingMessage, url: URL, body: Buffer): Promise<Answer | undefined> {
    const fault = faults.take(url.pathname + url.search);
    if (fault) await wait(fault.delayMs);
    if (fault?.reset) return undefined;
    const bindings = { path: {}, query: queryOf(url), headers: request.headers, ...readers };
    if (fault?.answer) return fault.answer(undefined, bindings);

    const { route, parameters, otherVerb } = matchRoute(routes, request.method ?? '', url.pathname);
    if (!route)
      return json(otherVerb ? 405 : 404, { error: otherVerb ? 'no such verb here' : 'no such route' });
    const cut = definition.truncate_bytes === undefined ? body : body.subarray(0, definition.truncate_bytes);
    try {
      const input = parseBody(cut, request.headers['content-type']);
      return await inTurn(() => route.handle(input, { ...bindings, path: parameters }));
    } catch (error) {
      if (error instanceof BodyError) return malformed(undefined, bindings);
      return json(500, { error: `sandbox: ${(error as Error).message}` });
    }
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://sandbox');
    const body = await readBody(request);
    if (body === undefined) return write(response, json(413, { error: 'the body is larger than 1 MiB' }));
    if (url.pathname.startsWith(CONTROL_PREFIX)) {
      const lines = Object.keys(definition.routes);
      return write(
        response,
        await inTurn(() => handleControl(request.method ?? '', url, { store, faults, routes: lines, log })),
      );
    }
    const answer = await respond(request, url, body);
    const entry = {
      verb: request.method ?? '',
      path: url.pathname + url.search,
      status: answer?.status ?? 0,
      bytes: body.length,
    };
    log.push(entry);
    if (log.length > LOG_LENGTH) log.shift();
    onRequest?.(entry);
    if (answer) write(response, answer);
    else request.socket.resetAndDestroy();
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: Error) =>
      write(response, json(500, { error: `sandbox: ${error.message}` })),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function queryOf({ searchParams }: URL): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = {};
  for (const name of new Set(searchParams.keys())) {
    const values = searchParams.getAll(name);
    query[name] = values.length === 1 ? (values[0] ?? '') : values;
  }
  return query;
}

function write(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, headers).end(body);
}

/** Runs tasks one after another: an expression may wait, and the next request must see what this one changes. */
function queue(): <T>(task: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const next = last.then(task, task);
    last = next.catch(() => {});
    return next;
  };
}
