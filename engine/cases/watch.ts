import type { HttpResponse } from '../http/send.ts';
import { overHttp, type Transport } from '../operation/transport.ts';
import { observeRequest } from './observe.ts';
import type { MadeExchange } from './upstream.ts';

/** A transport over HTTP, and what went through it. */
export function watchTransport(): { transport: Transport; made: MadeExchange[] } {
  const made: MadeExchange[] = [];
  return {
    made,
    async transport(request, options, purpose) {
      const one = {
        request: observeRequest(request),
        response: undefined as HttpResponse | undefined,
        isStanding: purpose === 'login',
      };
      made.push(one);
      one.response = await overHttp(request, options, purpose);
      return one.response;
    },
  };
}
