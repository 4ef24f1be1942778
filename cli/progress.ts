import { printError } from './terminal.ts';

/** Progress on a terminal's stderr, for calls of more than a second. */
export function showProgress(): ((done: number, total: number | undefined) => void) | undefined {
  if (!process.stderr.isTTY) return undefined;
  const started = Date.now();
  return (done, total) => {
    if (Date.now() - started > 1_000)
      printError(
        `  ${done.toLocaleString('en')}${total === undefined ? '' : ` of ${total.toLocaleString('en')}`} items`,
      );
  };
}
