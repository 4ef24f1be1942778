import { distance } from 'fastest-levenshtein';

/** The candidate that `name` is probably a misspelling of, or `undefined` when none is close. */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  const all = [...candidates];
  return surest(name, all) ?? closest(name, all);
}

function closest(name: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined;
  // Two edits cover the commonest slips; of a very short word they would leave nothing.
  let least = name.length < 4 ? 2 : Math.max(2, Math.floor(name.length / 3)) + 1;
  const lower = name.toLowerCase();
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - name.length) >= least) continue;
    const edits = distance(lower, candidate.toLowerCase());
    if (edits < least) [best, least] = [candidate, edits];
  }
  return best;
}

/** How many names a message lists before it only counts them. */
const MOST_LISTED = 40;

/** `did you mean \`x\`?` when a candidate is close, else the list of what is allowed. */
export function suggest(name: string, candidates: readonly string[], listed = 'expected one of'): string {
  const match = nearest(name, candidates);
  if (match !== undefined) return `did you mean \`${match}\`?`;
  const names = candidates.slice(0, MOST_LISTED).map((candidate) => `\`${candidate}\``);
  const more = candidates.length - names.length;
  return `${listed} ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`;
}

/** From this length on, two slips in one word still leave it recognisable. */
const LONG = 7;

/** Of names that are the author's own, where `email2` is no slip of `email1`: the one that differs in case, separators or two letters swapped. */
export function sameButForm(name: string, candidates: Iterable<string>): string | undefined {
  const match = surest(name, candidates);
  const isSame = match !== undefined && (bare(name) === bare(match) || isSwap(bare(name), bare(match)));
  return isSame ? match : undefined;
}

/** Of the words of the format, the one that `name` can only be a slip of: one letter off, two in a long word; no other is as near. */
export function surest(name: string, candidates: Iterable<string>): string | undefined {
  const most = name.length < LONG ? 1 : 2;
  let best: string | undefined;
  let least = most + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - name.length) > most + 1) continue;
    const slips = slipsBetween(name, candidate);
    if (slips === least) best = undefined;
    if (slips < least) [best, least] = [candidate, slips];
  }
  return name.length < 3 && least > 0 ? undefined : best;
}

/** Edits between two names, case and separators aside; two letters swapped are one. */
function slipsBetween(a: string, b: string): number {
  const [left, right] = [bare(a), bare(b)];
  return isSwap(left, right) ? 1 : distance(left, right);
}

const bare = (name: string) => name.toLowerCase().replace(/[-_ ]/g, '');

function isSwap(a: string, b: string): boolean {
  const at = [...a].findIndex((char, index) => char !== b[index]);
  return (
    at !== -1 &&
    a.length === b.length &&
    a[at] === b[at + 1] &&
    a[at + 1] === b[at] &&
    a.slice(at + 2) === b.slice(at + 2)
  );
}
