import { Agent, type Dispatcher, request } from 'undici';

const agent = new Agent({ keepAliveTimeout: 10_000, connect: { timeout: 10_000 } });

type Options = Pick<Dispatcher.RequestOptions, 'method' | 'headers' | 'body' | 'signal'>;

/** One exchange over HTTP. Apart from the rest, so that a server can be listed before the client is loaded. */
export const exchangeOverWire = (url: URL, options: Options): Promise<Dispatcher.ResponseData> =>
  request(url, { ...options, dispatcher: agent });
