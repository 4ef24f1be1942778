import { realpathSync } from 'node:fs';

/** How another program starts this one. */
export const thisProgram = (...args: readonly string[]): { command: string; args: string[] } => ({
  command: process.execPath,
  args: [realpathSync(process.argv[1] ?? ''), ...args],
});
