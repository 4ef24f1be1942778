import { printError } from './terminal.ts';

const EVERY_MS = 1_000;

/** Progress on a terminal's stderr, once a second, for work that takes longer than that. */
export function showProgress(what: string): ((done: number, total: number | undefined) => void) | undefined {
  if (!process.stderr.isTTY) return undefined;
  let next = Date.now() + EVERY_MS;
  return (done, total) => {
    if (Date.now() < next) return;
    next = Date.now() + EVERY_MS;
    printError(
      `  ${done.toLocaleString('en')}${total === undefined ? '' : ` of ${total.toLocaleString('en')}`} ${what}`,
    );
  };
}
