import type { Run } from '../frame.ts';
import { apply, arityOf } from '../functions.ts';

/** Calls a function with as many of these arguments as it takes, at least the first. */
export function callWith(callee: unknown, run: Run, ...args: unknown[]): unknown {
  return apply(callee, args.slice(0, Math.max(1, arityOf(callee))), null, run);
}
