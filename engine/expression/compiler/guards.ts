import { ExpressionFailure } from './failure.ts';

/** What one evaluation may use at most. */
export interface Limits {
  /** Milliseconds. */
  timeout: number;
  /** Nested calls. */
  depth: number;
  /** Elements of one list. */
  elements: number;
  /** Characters of one text. */
  characters: number;
}

/** Steps between two looks at the clock. */
const TICKS = 2_048;
/** Steps to the first look, from which the time runs, so that small evaluations never ask for it. */
const FIRST_TICKS = 64;

/** Times the most elements of one list that all lists of an evaluation may have; eight characters count as one. */
const HELD = 20;

/** Stops what would take too long, go too deep or grow too large. */
export class Guards {
  readonly limits: Limits;
  #deadline = 0;
  #ticks = FIRST_TICKS;
  #depth = 0;
  #held = 0;

  constructor(limits: Limits) {
    this.limits = limits;
  }

  /** For another evaluation: nothing is used yet. */
  restart(): void {
    this.#deadline = 0;
    this.#ticks = FIRST_TICKS;
    this.#depth = 0;
    this.#held = 0;
  }

  /** To be called once for every element that is looked at. */
  tick(): void {
    this.#ticks -= 1;
    if (this.#ticks <= 0) this.#look();
  }

  #look(): void {
    this.#ticks = TICKS;
    const { timeout } = this.limits;
    const now = performance.now();
    if (this.#deadline === 0) this.#deadline = now + timeout;
    else if (now > this.#deadline) throw new ExpressionFailure('D1012', { value: timeout });
  }

  /** Accounts for a piece of work that takes as long as so many steps. */
  spend(steps: number): void {
    this.#ticks -= steps;
    if (this.#ticks <= 0) this.#look();
  }

  enter(): void {
    this.tick();
    this.#depth += 1;
    if (this.#depth > this.limits.depth) throw new ExpressionFailure('D1011');
  }

  leave(): void {
    this.#depth -= 1;
  }

  /** Accounts for so many elements put into a list, which may be one of many. */
  hold(elements: number): void {
    this.size(elements);
    this.#held += elements;
    if (this.#held > HELD * this.limits.elements)
      throw new ExpressionFailure('D2015', { value: HELD * this.limits.elements });
  }

  /** Accounts for a text of so many characters that is made. */
  holdText(characters: number): void {
    this.text(characters);
    this.spend(characters >> 6);
    this.hold(characters >> 3);
  }

  /** Refuses a list that would have so many elements. */
  size(elements: number): void {
    if (elements > this.limits.elements)
      throw new ExpressionFailure('D2015', { value: this.limits.elements });
  }

  /** Refuses a text that would have so many characters. */
  text(characters: number): void {
    if (characters > this.limits.characters)
      throw new ExpressionFailure('Y1002', { value: this.limits.characters });
  }
}
