import type { Limits } from './compiler/guards.ts';

/** Stops runaway recursion, endless loops, giant lists and giant texts; a mapping of a full page stays far below. */
export const LIMITS: Limits = { timeout: 5_000, depth: 1_000, elements: 1_000_000, characters: 16_000_000 };
