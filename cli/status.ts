const ERASE = '\r\u001b[K';
let isShown = false;

/** Shows one line at the foot of a terminal's stderr, in place of the last; nothing where stderr is no terminal. */
export function showStatus(text: string): void {
  if (!process.stderr.isTTY) return;
  if (!isShown) process.once('exit', clearStatus);
  isShown = true;
  process.stderr.write(`${ERASE}${text}`);
}

/** Takes the line away; whatever prints does so first. */
export function clearStatus(): void {
  if (!isShown) return;
  isShown = false;
  process.off('exit', clearStatus);
  process.stderr.write(ERASE);
}
