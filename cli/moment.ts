import { UsageError } from './errors.ts';

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A moment from `30m`, `12h`, `7d` (ahead of now, or ago) or from an ISO 8601 time, as ISO 8601 in UTC. */
export function parseMoment(text: string, direction: 'ahead' | 'ago', now = Date.now()): string {
  const [, count, unit = ''] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  if (count !== undefined) {
    const distance = Number(count) * (UNITS[unit] ?? 0);
    return new Date(now + (direction === 'ahead' ? distance : -distance)).toISOString();
  }
  const at = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isFinite(at)) return new Date(at).toISOString();
  throw new UsageError(
    `\`${text}\` is no time; expected one like \`30m\`, \`12h\`, \`7d\` or \`2026-12-31T00:00Z\`.`,
  );
}
