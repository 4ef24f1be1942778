import type { Run } from '../frame.ts';

/** A built-in function of our own: its arguments are checked by the signature of the one it stands for. */
export type BuiltIn = (args: readonly unknown[], run: Run) => unknown;
