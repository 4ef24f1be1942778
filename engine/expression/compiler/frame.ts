import type { Guards } from './guards.ts';

/** Stands in a slot whose variable is not bound yet. */
export const UNBOUND = Symbol('unbound');

/** What one evaluation shares. */
export interface Run {
  /** The input of the expression as a whole, `$$`. */
  root: unknown;
  bindings: Readonly<Record<string, unknown>>;
  /** Whether a binding has the name of a built-in function. */
  isOverridden: boolean;
  guards: Guards;
  /** Unix time in milliseconds, the same for the whole evaluation. */
  readonly now: number;
}

/** The variables of one block or function call, and those around it. */
export class Frame {
  readonly slots: unknown[];
  readonly up: Frame | undefined;
  readonly run: Run;

  constructor(size: number, up: Frame | undefined, run: Run) {
    this.slots = size === 0 ? NONE : new Array(size).fill(UNBOUND);
    this.up = up;
    this.run = run;
  }
}

const NONE: unknown[] = [];
