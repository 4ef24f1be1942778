import { distance } from 'fastest-levenshtein';

/** The candidate that `name` is probably a misspelling of, or `undefined` when none is close. */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  const index = indexOf(candidates);
  if (!index.answers.has(name)) index.answers.set(name, surestIn(name, index) ?? closestIn(name, index));
  return index.answers.get(name);
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

/** Of the words of the format (not of names that an author gives, where the slip may be in the other place), the one that `name` can only be a slip of: one letter off, two in a long word; no other is as near. */
export const surest = (name: string, candidates: Iterable<string>): string | undefined =>
  surestIn(name, indexOf(candidates));

interface Index {
  names: readonly { name: string; lower: string; bare: string }[];
  size: number;
  /** What has been found for a name; a mistake is often made many times. */
  answers: Map<string, string | undefined>;
}

const indexes = new WeakMap<object, Index>();

/** Names with what comparing them takes, kept as long as the list that they come from. */
function indexOf(candidates: Iterable<string>): Index {
  if (!Array.isArray(candidates)) return createIndex([...candidates]);
  const known = indexes.get(candidates);
  if (known?.size === candidates.length) return known;
  const index = createIndex(candidates);
  indexes.set(candidates, index);
  return index;
}

const createIndex = (names: readonly string[]): Index => ({
  names: names.map((name) => ({ name, lower: name.toLowerCase(), bare: bare(name) })),
  size: names.length,
  answers: new Map(),
});

function closestIn(name: string, { names }: Index): string | undefined {
  let best: string | undefined;
  // Two edits cover the commonest slips; of a very short word they would leave nothing.
  let least = name.length < 4 ? 2 : Math.max(2, Math.floor(name.length / 3)) + 1;
  const lower = name.toLowerCase();
  for (const candidate of names) {
    if (Math.abs(candidate.lower.length - lower.length) >= least) continue;
    const edits = distance(lower, candidate.lower);
    if (edits < least) [best, least] = [candidate.name, edits];
  }
  return best;
}

/** From this length on, two slips in one word still leave it recognisable. */
const LONG = 7;

function surestIn(name: string, { names }: Index): string | undefined {
  const own = bare(name);
  const most = name.length < LONG ? 1 : 2;
  let best: string | undefined;
  let least = most + 1;
  for (const candidate of names) {
    if (Math.abs(candidate.bare.length - own.length) > most) continue;
    const slips = isSwap(own, candidate.bare) ? 1 : distance(own, candidate.bare);
    if (slips === least) best = undefined;
    if (slips < least) [best, least] = [candidate.name, slips];
  }
  return name.length < 3 && least > 0 ? undefined : best;
}

const bare = (name: string) => name.toLowerCase().replace(/[-_ ]/g, '');

/** Whether two texts are the same but for two neighbouring letters. */
function isSwap(a: string, b: string): boolean {
  if (a.length !== b.length || a === b) return false;
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  return a[at] === b[at + 1] && a[at + 1] === b[at] && a.slice(at + 2) === b.slice(at + 2);
}
