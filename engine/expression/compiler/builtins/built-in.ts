import type { Run } from '../frame.ts';

/**
 * A built-in function of our own: its arguments are checked by the signature of the one it stands for, which is what its
 * parameters may be typed as.
 */
export type BuiltIn = (run: Run, ...args: never[]) => unknown;

export type BuiltIns = Readonly<Record<string, BuiltIn>>;
