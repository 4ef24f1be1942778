import { ExpressionFailure } from './failure.ts';

export interface Limits {
  /** Milliseconds for one evaluation. */
  timeout: number;
  /** Nested calls. */
  depth: number;
  /** Elements of one list. */
  elements: number;
  /** Characters that a regular expression is applied to. */
  matched: number;
}

/** Steps between two looks at the clock. */
const TICKS = 2_048;

/** Stops what would take too long, go too deep or grow too large. */
export class Guards {
  readonly #limits: Limits;
  readonly #started = performance.now();
  #ticks = TICKS;
  #depth = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** To be called once for every element that is looked at. */
  tick(): void {
    this.#ticks -= 1;
    if (this.#ticks <= 0) this.#look();
  }

  #look(): void {
    this.#ticks = TICKS;
    const { timeout } = this.#limits;
    if (performance.now() - this.#started > timeout) throw new ExpressionFailure('D1012', { value: timeout });
  }

  enter(): void {
    this.tick();
    this.#depth += 1;
    if (this.#depth > this.#limits.depth) throw new ExpressionFailure('D1011');
  }

  leave(): void {
    this.#depth -= 1;
  }

  /** Refuses a list that would have so many elements. */
  size(elements: number): void {
    if (elements > this.#limits.elements)
      throw new ExpressionFailure('D2015', { value: this.#limits.elements });
  }

  /** Refuses a text of so many characters where a regular expression could not be stopped. */
  text(characters: number): void {
    if (characters > this.#limits.matched)
      throw new ExpressionFailure(
        'U1002',
        { value: characters },
        `a text of ${characters} characters is too long here`,
      );
  }
}
