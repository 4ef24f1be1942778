import { distance } from 'fastest-levenshtein';

/** The candidate that `name` is probably a misspelling of, or `undefined` when none is close. */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  // Two edits cover the commonest slip, two letters swapped; of a very short word they would leave nothing.
  let least = name.length < 4 ? 2 : Math.max(2, Math.floor(name.length / 3)) + 1;
  for (const candidate of candidates) {
    const edits = distance(name.toLowerCase(), candidate.toLowerCase());
    if (edits < least) [best, least] = [candidate, edits];
  }
  return best;
}

/** `did you mean \`x\`?` when a candidate is close, else the whole list of what is allowed. */
export function suggest(name: string, candidates: readonly string[], listed = 'expected one of'): string {
  const match = nearest(name, candidates);
  if (match !== undefined) return `did you mean \`${match}\`?`;
  return `${listed} ${candidates.map((candidate) => `\`${candidate}\``).join(', ')}.`;
}
