import type { Change, Impact } from '../../engine/contract/change.ts';
import { changesIn, countImpacts } from '../../engine/contract/compare.ts';
import type { Compared } from '../diff/pairs.ts';

/** The text of a comparison in one format, for stdout. */
export type DiffReporter = (compared: readonly Compared[]) => string;

export const IMPACT_WORDS: Readonly<Record<Impact, string>> = {
  breaking: 'breaking',
  review: 'to review',
  safe: 'safe',
};

/** `2 breaking, 1 to review, 3 safe`, or that nothing differs. */
export function summarise(changes: readonly Change[]): string {
  const counts = Object.entries(countImpacts(changes)).filter(([, count]) => count > 0);
  if (counts.length === 0) return 'no difference';
  return counts.map(([impact, count]) => `${count} ${IMPACT_WORDS[impact as Impact]}`).join(', ');
}

/** What there is to say of an integration that is on one side only. */
export const STATUS: Readonly<Record<Compared['status'], ((against: string) => string) | undefined>> = {
  compared: undefined,
  new: (against) => `not in ${against}: everything is new`,
  gone: (against) => `in ${against} only: everything is gone`,
};

export const allChanges = (compared: readonly Compared[]): Change[] =>
  compared.flatMap(({ diff }) => changesIn(diff));

/** Whether the values of a change are text to be read, and so to be compared word by word. */
export const isProse = ({ before, after }: Change): boolean =>
  [before, after].every((one) => one === undefined || typeof one === 'string') &&
  [before, after].some((one) => typeof one === 'string' && /\s/.test(one));

/** A value on one line. */
export const inline = (value: unknown): string =>
  value === undefined ? 'absent' : typeof value === 'string' ? value : JSON.stringify(value);

/** Whether the values of a change are worth showing beside it; a new name has been said already. */
export const hasValues = (one: Change): boolean =>
  !isProse(one) && one.place !== 'name' && (one.before !== undefined || one.after !== undefined);
