/**
 * What a change means for those who rely on a contract: `breaking` for what used to work and will not, `review` where only
 * a person can tell, `safe` otherwise.
 */
export type Impact = 'breaking' | 'review' | 'safe';

/** The most serious first. */
export const IMPACTS: readonly Impact[] = ['breaking', 'review', 'safe'];

/** An impact, and the sentence that says why. */
export type Verdict = readonly [impact: Impact, why: string];

/** One difference between a contract before and after. */
export interface Change {
  impact: Impact;
  /** Within the tool, or within the integration: `arguments.limit`, `annotations.readOnlyHint`, `prompts.greet`. */
  place: string;
  /** What has happened there, without an end: `maximum is lower`. */
  what: string;
  /** Why that is breaking, safe or to be reviewed, in a sentence. */
  why: string;
  /** The values there, where there is one. */
  before?: unknown;
  after?: unknown;
}

export type Values = Pick<Change, 'before' | 'after'>;

export const change = (
  place: string,
  what: string,
  [impact, why]: Verdict,
  { before, after }: Values = {},
): Change => ({
  impact,
  place,
  what,
  why,
  ...(before !== undefined && { before }),
  ...(after !== undefined && { after }),
});

/** Same data, whatever the order of keys. */
export const isSame = (a: unknown, b: unknown): boolean => canonical(a) === canonical(b);

/** JSON with keys in order. */
export const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  ) ?? '';
