/** Choices that are the same for the same seed. */
export interface Random {
  /** From 0 up to 1. */
  number(): number;
  /** A whole number from 0 up to `end`, without it. */
  below(end: number): number;
  chance(probability: number): boolean;
  pick<T>(some: readonly T[]): T;
}

/** Mulberry32. */
export function randomFrom(seed: number): Random {
  let state = seed | 0;
  const number = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (end: number) => Math.floor(number() * end);
  return {
    number,
    below,
    chance: (probability) => number() < probability,
    pick: (some) => some[below(some.length)] as never,
  };
}
