import { showStatus } from './status.ts';
import { colours, shorten } from './terminal.ts';

/** Milliseconds before there is anything to show, and between two changes of it. */
const PATIENCE_MS = 1_000;
const PACE_MS = 100;

/** `312 of 500 files`, kept up to date at the foot of a terminal's stderr for work of more than a second. */
export function showProgress(what: string): ((done: number, total: number | undefined) => void) | undefined {
  if (!process.stderr.isTTY) return undefined;
  const { dim } = colours(process.stderr);
  let next = Date.now() + PATIENCE_MS;
  return (done, total) => {
    if (Date.now() < next) return;
    next = Date.now() + PACE_MS;
    const of = total === undefined ? '' : ` of ${total.toLocaleString('en')}`;
    const line = `  ${done.toLocaleString('en')}${of} ${what}`;
    showStatus(dim(shorten(line, (process.stderr.columns ?? 80) - 1)));
  };
}
