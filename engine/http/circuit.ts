import {
  BrokenCircuitError,
  type CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhen,
} from 'cockatiel';
import { ToolError } from '../errors.ts';
import type { HttpResponse } from './send.ts';

/** Failures in a row before a host is left alone, and for how many milliseconds. */
const FAILURES = 10;
const PAUSE_MS = 30_000;

interface Circuit {
  policy: CircuitBreakerPolicy;
  openedAt: number;
}

const circuits = new Map<string, Circuit>();

/**
 * Sends through the circuit of a host. After ten failures in a row (no answer, or a 5xx) the host is left alone for half a
 * minute; then one request tries it again. Meanwhile calls fail at once and say when to come back.
 */
export function throughCircuit(origin: string, send: () => Promise<HttpResponse>): Promise<HttpResponse> {
  const circuit = circuits.get(origin) ?? createCircuit(origin);
  return circuit.policy.state === CircuitState.Closed
    ? circuit.policy.execute(send)
    : tryOpen(circuit, origin, send);
}

async function tryOpen(circuit: Circuit, origin: string, send: () => Promise<HttpResponse>) {
  try {
    return await circuit.policy.execute(send);
  } catch (error) {
    if (!(error instanceof BrokenCircuitError)) throw error;
    const seconds = Math.max(1, Math.ceil((circuit.openedAt + PAUSE_MS - Date.now()) / 1_000));
    throw new ToolError(
      'unavailable',
      `${new URL(origin).host} has failed ${FAILURES} times in a row, so nothing was sent. Try again in ${seconds} s.`,
      { retry_after: seconds },
    );
  }
}

function createCircuit(origin: string): Circuit {
  const failed = handleWhen(
    (error) => error instanceof ToolError && (error.code === 'network' || error.code === 'timeout'),
  );
  const policy = circuitBreaker(
    failed.orWhenResult((response) => (response as HttpResponse).status >= 500),
    { halfOpenAfter: PAUSE_MS, breaker: new ConsecutiveBreaker(FAILURES) },
  );
  const circuit: Circuit = { policy, openedAt: 0 };
  policy.onStateChange((state) => {
    if (state === CircuitState.Open) circuit.openedAt = Date.now();
  });
  circuits.set(origin, circuit);
  return circuit;
}
