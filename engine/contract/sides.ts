import type { Verdict } from './change.ts';

/** What can happen to a schema or to a member of it. */
export type Effect =
  /** Fewer values fit. */
  | 'narrower'
  /** More values fit. */
  | 'wider'
  /** Some values fit no more, and others do now. */
  | 'another'
  /** Which values fit cannot be told from the rule. */
  | 'unclear'
  | 'added'
  | 'added_required'
  | 'removed'
  /** Removed from an object that may have members which it does not list. */
  | 'unlisted'
  | 'renamed'
  | 'required'
  | 'optional'
  | 'default'
  /** Words that a model reads. */
  | 'text'
  /** Words that only people read. */
  | 'label'
  | 'other';

/** Who gives the values that a schema describes, and so what a change of it means. */
export interface Side {
  /** What a member is called. */
  member: string;
  verdicts: Readonly<Record<Effect, Verdict>>;
  /** Keywords that mean something of their own here. */
  keywords: Readonly<Record<string, Verdict>>;
}

const READ_BY_MODELS: Verdict = ['review', 'models go by these words.'];
const READ_BY_PEOPLE: Verdict = ['safe', 'only people read it.'];

/** What callers pass. */
export const ARGUMENTS: Side = {
  member: 'argument',
  keywords: {},
  verdicts: {
    narrower: ['breaking', 'calls with values that used to fit are refused.'],
    wider: ['safe', 'what used to fit still does.'],
    another: ['breaking', 'calls with values that used to fit are refused.'],
    unclear: ['review', 'it cannot be told whether all that used to fit still does.'],
    added: ['safe', 'it may be left out.'],
    added_required: ['breaking', 'calls that do not know of it are refused.'],
    removed: ['breaking', 'calls that pass it are refused.'],
    unlisted: ['review', 'calls may pass it, but nothing says what it means any more.'],
    renamed: ['breaking', 'calls that pass the former name are refused.'],
    required: ['breaking', 'calls that leave it out are refused.'],
    optional: ['safe', 'calls that pass it are still accepted.'],
    default: ['review', 'calls that leave it out may do something else now.'],
    text: READ_BY_MODELS,
    label: READ_BY_PEOPLE,
    other: ['review', 'it cannot be told what this means for callers.'],
  },
};

/** What callers get. */
export const RESULT: Side = {
  member: 'field',
  keywords: {},
  verdicts: {
    narrower: ['safe', 'results are among those that used to be possible.'],
    wider: ['review', 'who reads the result may meet values that used to be impossible.'],
    another: ['breaking', 'who reads the result meets values of another kind.'],
    unclear: ['review', 'it cannot be told whether results are still among those that used to be possible.'],
    added: ['safe', 'who does not know it leaves it unread.'],
    added_required: ['safe', 'who does not know it leaves it unread.'],
    removed: ['breaking', 'who reads it finds nothing.'],
    unlisted: ['breaking', 'who reads it may find nothing.'],
    renamed: ['breaking', 'who reads the former name finds nothing.'],
    required: ['safe', 'it is promised now.'],
    optional: ['review', 'who reads it may find nothing.'],
    default: ['review', 'who finds it absent may assume another value.'],
    text: READ_BY_MODELS,
    label: READ_BY_PEOPLE,
    other: ['review', 'it cannot be told what this means for who reads the result.'],
  },
};

/** What the owner of an account supplies. */
export const SETTINGS: Side = {
  member: 'setting',
  keywords: {
    env: ['breaking', 'the former variable is not read any more.'],
    writeOnly: ['review', 'it decides whether the value is masked in results, errors and logs.'],
  },
  verdicts: {
    ...ARGUMENTS.verdicts,
    narrower: ['breaking', 'accounts with values that used to fit cannot be used.'],
    another: ['breaking', 'accounts with values that used to fit cannot be used.'],
    added_required: ['breaking', 'accounts that exist lack it, and their calls fail with missing_secret.'],
    removed: ['safe', 'accounts that have it are still good.'],
    unlisted: ['safe', 'accounts that have it are still good.'],
    renamed: ['breaking', 'accounts that exist have it under the former name.'],
    required: ['breaking', 'accounts without it cannot be used.'],
    optional: ['safe', 'accounts that have it are still good.'],
    default: ['review', 'accounts that leave it out may be used otherwise now.'],
    text: READ_BY_PEOPLE,
    other: ['review', 'it cannot be told what this means for accounts.'],
  },
};
