import { ToolError } from '../errors.ts';
import { connectionError, type HttpResponse } from '../http/send.ts';
import type { Transport } from '../operation/transport.ts';
import type { CaseDefinition, CaseSetup, Exchange } from '../types.ts';
import { answerOf, type CompiledExchange, compileExchange } from './exchange.ts';
import type { Difference } from './expectation.ts';
import { type ObservedRequest, observeRequest } from './observe.ts';

/** A request that was made and the answer that it got; none where the connection was cut. */
export interface MadeExchange {
  request: ObservedRequest;
  response: HttpResponse | undefined;
  /** Whether it serves other requests, as a login does. */
  isStanding: boolean;
}

/** A request that no exchange waits for, beside the one that comes closest. */
export interface UnexpectedRequest {
  request: ObservedRequest;
  closest: Exchange | undefined;
  differences: Difference[];
}

/** What stands in for the API while a case runs. */
export interface CaseUpstream {
  transport: Transport;
  made: MadeExchange[];
  unexpected: UnexpectedRequest[];
  /** Exchanges that are still waited for, with how often. */
  missing(): { exchange: Exchange; times: number }[];
}

/** Answers requests from a case's exchanges: the first that fits and is not used up, else a standing one. */
export function createCaseUpstream(
  { exchanges = [] }: Pick<CaseDefinition, 'exchanges'>,
  setup: CaseSetup,
  onUnexpected: () => void,
): CaseUpstream {
  const waiting = exchanges.map((exchange) => ({
    ...compileExchange(exchange, setup, false),
    left: exchange.times ?? 1,
  }));
  const standing = (setup.standing ?? []).map((exchange) => compileExchange(exchange, setup, true));
  const made: MadeExchange[] = [];
  const unexpected: UnexpectedRequest[] = [];

  async function claim(request: ObservedRequest): Promise<CompiledExchange | undefined> {
    for (const exchange of waiting) {
      if (exchange.left === 0 || (await exchange.compare(request)).length > 0 || exchange.left === 0)
        continue;
      exchange.left -= 1;
      return exchange;
    }
    return firstThatFits(standing, request);
  }

  return {
    made,
    unexpected,
    missing: () =>
      waiting
        .filter(({ left }) => left > 0)
        .map(({ definition, left }) => ({ exchange: definition, times: left })),
    async transport(request) {
      const observed = observeRequest(request);
      const exchange = await claim(observed);
      if (!exchange) {
        unexpected.push(await closestTo(observed, waiting));
        onUnexpected();
        throw new ToolError('network', 'no exchange of the case waits for this request.');
      }
      const isStanding = standing.includes(exchange);
      const { respond } = exchange.definition;
      const response = respond?.reset ? undefined : { ...answerOf(respond), url: request.url };
      made.push({ request: observed, response, isStanding });
      if (response) return response;
      throw connectionError(request, 'ECONNRESET');
    },
  };
}

async function firstThatFits(among: readonly CompiledExchange[], request: ObservedRequest) {
  for (const exchange of among) if ((await exchange.compare(request)).length === 0) return exchange;
  return undefined;
}

async function closestTo(
  request: ObservedRequest,
  waiting: readonly (CompiledExchange & { left: number })[],
): Promise<UnexpectedRequest> {
  let best: UnexpectedRequest = { request, closest: undefined, differences: [] };
  for (const { definition, compare, left } of waiting) {
    if (left === 0) continue;
    const differences = await compare(request);
    if (!best.closest || differences.length < best.differences.length)
      best = { request, closest: definition, differences };
  }
  return best;
}
