import { Agent, type Dispatcher } from 'undici';
import { type StopSignal, timeIsUp } from '../deadline.ts';
import { tooLarge } from './receive.ts';

export interface WireRequest {
  url: URL;
  method: string;
  headers: Record<string, string>;
  body: string | Buffer | null;
}

/** An answer as it came: still compressed, if it was. */
export interface WireAnswer {
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  content: Buffer;
}

export interface WireOptions {
  /** Milliseconds from now to the last byte. */
  timeoutMs: number;
  /** Most bytes of the body. */
  maxBytes: number;
  signal: StopSignal | undefined;
}

// No time limits of its own: every exchange has one over all of it.
const agent = new Agent({
  keepAliveTimeout: 10_000,
  connect: { timeout: 10_000 },
  headersTimeout: 0,
  bodyTimeout: 0,
});

/**
 * One exchange over HTTP, its body taken whole. Apart from the rest, so that a server can be listed before the client is
 * loaded. Rejects with the reason of `signal`, a `TimeoutError`, a `ToolError` for a body over `maxBytes`, or the
 * connection's error.
 */
export const exchangeOverWire = (request: WireRequest, options: WireOptions): Promise<WireAnswer> =>
  new Promise((resolve, reject) => {
    const exchange = new Exchange(options, resolve, reject);
    if (options.signal?.aborted) return exchange.cancel();
    const { url, method, headers, body } = request;
    agent.dispatch({ origin: url.origin, path: url.pathname + url.search, method, headers, body }, exchange);
  });

/** Undici's own `request` makes a stream of each body; taking the parts as they come is twice as fast. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #options: WireOptions;
  readonly #resolve: (answer: WireAnswer) => void;
  readonly #reject: (error: unknown) => void;
  readonly #timer: NodeJS.Timeout;
  #controller: Dispatcher.DispatchController | undefined;
  #failure: Error | undefined;
  #status = 0;
  #headers: WireAnswer['headers'] = {};
  #parts: Buffer[] = [];
  #bytes = 0;

  constructor(options: WireOptions, resolve: (answer: WireAnswer) => void, reject: (error: unknown) => void) {
    this.#options = options;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#timer = setTimeout(expire, options.timeoutMs, this).unref();
    options.signal?.addEventListener('abort', this.cancel, { once: true });
  }

  readonly cancel = (): void => this.fail(this.#options.signal?.reason as Error);

  /** Ends it at once, also while it waits for a connection. */
  fail(error: Error): void {
    if (this.#failure) return;
    this.#failure = error;
    this.#letGo();
    this.#reject(error);
    this.#controller?.abort(error);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#failure) controller.abort(this.#failure);
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: WireAnswer['headers']): void {
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(_: Dispatcher.DispatchController, part: Buffer): void {
    this.#bytes += part.length;
    this.#parts.push(part);
    if (this.#bytes > this.#options.maxBytes) this.fail(tooLarge(this.#options.maxBytes, this.#status));
  }

  onResponseEnd(): void {
    this.#letGo();
    const [first] = this.#parts;
    const content = this.#parts.length === 1 && first ? first : Buffer.concat(this.#parts, this.#bytes);
    this.#resolve({ status: this.#status, headers: this.#headers, content });
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.fail(error);
  }

  #letGo(): void {
    clearTimeout(this.#timer);
    this.#options.signal?.removeEventListener('abort', this.cancel);
  }
}

const expire = (exchange: Exchange): void => exchange.fail(timeIsUp());
