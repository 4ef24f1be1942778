import type { Guards } from './guards.ts';

/** Stands in a slot whose variable is not bound yet. */
export const UNBOUND = Symbol('unbound');

/** What one evaluation shares. */
export class Run {
  /** The input of the expression as a whole, `$$`. */
  root: unknown;
  readonly bindings: Readonly<Record<string, unknown>>;
  /** Whether a binding has the name of a built-in function. */
  readonly isOverridden: boolean;
  readonly guards: Guards;
  #now: number | undefined;

  constructor(root: unknown, bindings: Run['bindings'], isOverridden: boolean, guards: Guards) {
    this.root = root;
    this.bindings = bindings;
    this.isOverridden = isOverridden;
    this.guards = guards;
  }

  /** Unix time in milliseconds, the same for the whole evaluation. */
  get now(): number {
    this.#now ??= Date.now();
    return this.#now;
  }
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
