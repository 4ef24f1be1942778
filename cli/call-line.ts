import type { CallRecord } from '../engine/operation/catalog.ts';
import { bytes, clockTime, colours, plural } from './terminal.ts';

/** One line per call: when, how it ended, what was called, what it cost. */
export function callLine({
  tool,
  outcome,
  requests,
  bytesReceived,
  bytesReturned,
  milliseconds,
}: CallRecord): string {
  const { dim, green, red, bold } = colours(process.stderr);
  const time = dim(clockTime());
  const ended = outcome === 'ok' ? green(outcome.padEnd(18)) : red(outcome.padEnd(18));
  const cost = `${plural(requests, 'request')}, ${bytes(bytesReceived)} in, ${bytes(bytesReturned)} out, ${Math.round(milliseconds)} ms`;
  return `  ${time}  ${ended}${bold(tool)}  ${dim(cost)}`;
}
