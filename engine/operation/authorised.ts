import type { Authenticator } from '../auth/scheme.ts';
import type { HttpRequest } from '../http/encode.ts';
import type { HttpResponse } from '../http/send.ts';
import { note, type Trace, traced } from './trace.ts';
import type { Watch } from './watch.ts';

interface Authorised {
  authenticator: Authenticator;
  request: HttpRequest;
  transmit(request: HttpRequest): Promise<HttpResponse>;
  /** Where the account keeps the calls that wait for credentials. */
  waiting: Set<Trace>;
  watch: Watch;
}

/** Sends a request with credentials; once more with new ones when the answer says that they have expired. Those of another process count as new only when they work. */
export async function sendAuthorised({
  authenticator,
  request,
  transmit,
  waiting,
  watch,
}: Authorised): Promise<HttpResponse> {
  const { signal, trace, onResponse } = watch;
  for (let attempt = 1; ; attempt += 1) {
    const attempted = copyOf(request);
    const adding = traced(
      trace,
      () => ({ type: 'authorize' }),
      (inner) => waitFor(() => authenticator.authorize(attempted, signal), inner, waiting),
      () => ({ credentials: addedTo(request, attempted) }),
    );
    if (adding) await adding;
    const response = await transmit(attempted);
    onResponse?.(response);
    const isLast = attempt > 2 || (attempt === 2 && !(await authenticator.isStored?.(attempted)));
    if (isLast || !(await authenticator.renew?.(attempted, response, signal))) return response;
    note(trace, { type: 'renewal', status: response.status });
  }
}

/** Credentials are put on a copy, so that another attempt begins without them. */
const copyOf = ({ verb, url, headers, body }: HttpRequest): HttpRequest => ({
  verb,
  url,
  headers: { ...headers },
  ...(body !== undefined && { body }),
});

function waitFor(
  run: () => void | Promise<void>,
  trace: Trace | undefined,
  waiting: Set<Trace>,
): void | Promise<void> {
  if (!trace) return run();
  waiting.add(trace);
  return (async () => run())().finally(() => waiting.delete(trace));
}

/** Where credentials went: `header authorization`, `query key`; never what they are. */
function addedTo(before: HttpRequest, after: HttpRequest): string[] {
  const headers = Object.keys(after.headers).filter((name) => after.headers[name] !== before.headers[name]);
  const query = [...new Set(after.url.searchParams.keys())].filter(
    (name) =>
      after.url.searchParams.getAll(name).join('&') !== before.url.searchParams.getAll(name).join('&'),
  );
  return [...headers.map((name) => `header ${name}`), ...query.map((name) => `query ${name}`)];
}
