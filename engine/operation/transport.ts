import { throughCircuit } from '../http/circuit.ts';
import type { HttpRequest } from '../http/encode.ts';
import { type HttpResponse, type SendOptions, send } from '../http/send.ts';

/** The last step of a request on its way to the API. */
export type Transport = (
  request: HttpRequest,
  options: SendOptions,
  /** Whether the request obtains credentials, or is one of the call itself. */
  purpose: 'login' | 'call',
) => Promise<HttpResponse>;

/** Over HTTP, through the circuit of the host. */
export const overHttp: Transport = (request, options) =>
  throughCircuit(request.url.origin, () => send(request, options));
