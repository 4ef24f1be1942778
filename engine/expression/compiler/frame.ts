import type { Guards } from './guards.ts';

/** Stands in a slot whose variable is not bound yet. */
export const UNBOUND = Symbol('unbound');

type Bindings = Readonly<Record<string, unknown>>;

/** What one evaluation shares. */
export class Run {
  /** The input of the expression as a whole, `$$`. */
  root: unknown;
  bindings: Bindings;
  readonly guards: Guards;
  /** For what binds no variables, which all that do not can share. */
  readonly frame: Frame = new Frame(0, undefined, this);
  readonly #override: (bindings: Bindings) => boolean;
  #isOverridden: boolean | undefined;
  #now: number | undefined;

  constructor(root: unknown, bindings: Bindings, guards: Guards, override: (bindings: Bindings) => boolean) {
    this.root = root;
    this.bindings = bindings;
    this.guards = guards;
    this.#override = override;
  }

  /** For another evaluation, within the same limits. */
  restart(root: unknown, bindings: Bindings): void {
    if (bindings !== this.bindings) this.#isOverridden = undefined;
    this.root = root;
    this.bindings = bindings;
    this.#now = undefined;
    this.guards.restart();
  }

  /** Whether a binding has the name of a built-in function; most evaluations never need to know. */
  get isOverridden(): boolean {
    this.#isOverridden ??= this.#override(this.bindings);
    return this.#isOverridden;
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
