/** Bits of marks on one array. */
const WIDTH = 16;

/** What every run counts its marks from, so that those of an earlier one mean nothing: its results are data by then. */
let base = 0;
let runs = 0;

/** From now on marks count anew; `endMarks` with what this gives goes back to those of before. */
export function beginMarks(): number {
  const outer = base;
  runs += 1;
  base = runs * WIDTH;
  return outer;
}

export function endMarks(outer: number): void {
  base = outer;
}

class Given {
  constructor(array: unknown[]) {
    // biome-ignore lint/correctness/noConstructorReturn: a subclass then puts its private field on the array.
    return array;
  }
}

/**
 * Marks on arrays made elsewhere, as a private field: no data can have it, and neither JSON, reflection nor a copy shows it, so
 * results are plain arrays.
 */
class Marked extends Given {
  #marks: number;

  private constructor(array: unknown[], marks: number) {
    super(array);
    this.#marks = base + marks;
  }

  static of(array: object): number {
    if (!(#marks in array)) return 0;
    const marks = array.#marks - base;
    return marks >= 0 && marks < WIDTH ? marks : 0;
  }

  static put(array: unknown[], marks: number): void {
    if (#marks in array) (array as unknown as Marked).#marks = base + (Marked.of(array) | marks);
    else new Marked(array, marks);
  }
}

export const marksOf = (array: unknown[]): number => Marked.of(array);

export function mark<T extends unknown[]>(array: T, marks: number): T {
  Marked.put(array, marks);
  return array;
}
