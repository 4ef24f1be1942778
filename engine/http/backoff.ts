/** Longest wait, in milliseconds, that an answer may ask for before it is taken for a date. */
const EPOCH_SECONDS = 1_000_000_000;

/**
 * Seconds to wait by what an answer's headers say, or `undefined`: `Retry-After` in seconds or as a date (RFC 9110, section
 * 10.2.3), its millisecond variants, or a rate-limit reset, in seconds or as a Unix time.
 */
export function retryAfter(headers: Readonly<Record<string, string>>, now = Date.now()): number | undefined {
  const milliseconds = numeric(headers['retry-after-ms'] ?? headers['x-ms-retry-after-ms']);
  if (milliseconds !== undefined) return milliseconds / 1_000;
  const seconds = numeric(headers['retry-after']);
  if (seconds !== undefined) return seconds;
  const date = Date.parse(headers['retry-after'] ?? '');
  if (!Number.isNaN(date)) return Math.max(0, Math.ceil((date - now) / 1_000));
  const reset = numeric(
    headers['ratelimit-reset'] ?? headers['x-ratelimit-reset'] ?? headers['x-rate-limit-reset'],
  );
  return reset === undefined ? undefined : untilReset(reset, now);
}

/** A reset is seconds from now, or a Unix time in seconds or milliseconds; which of them shows in its size. */
export function untilReset(reset: number, now = Date.now()): number {
  if (reset < EPOCH_SECONDS) return reset;
  const at = reset < EPOCH_SECONDS * 1_000 ? reset * 1_000 : reset;
  return Math.max(0, Math.ceil((at - now) / 1_000));
}

function numeric(text: string | undefined): number | undefined {
  return text !== undefined && /^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) : undefined;
}

/** Milliseconds before try number `attempt + 1`: anywhere up to a bound that doubles ("full jitter"). */
export const jitter = (attempt: number, baseMs: number, maxMs: number): number =>
  Math.random() * Math.min(maxMs, baseMs * 2 ** (attempt - 1));
