import type { Edit } from './edits.ts';

/** Why no check can tell that an edit is a mistake, by where it was made. */
const REASONS: readonly { place: RegExp; reason: string }[] = [
  {
    place: /\.source$/,
    reason: 'where a reading endpoint comes from: a remark, which the rules ask for of writes only',
  },
  {
    place: /\.source\.(url|note)$/,
    reason: 'one of two remarks on where an endpoint comes from; the other one is enough for the rules',
  },
  {
    place: /^(description|docs)$/,
    reason:
      'what the integration is for, or where it is documented: for people who read the file, no call goes by it',
  },
  {
    place: /\.additionalProperties$/,
    reason:
      'whether an object of the caller may have further members: it says `true`, which holds without it',
  },
  {
    place: /(^|\.)limits\.concurrency$/,
    reason: 'how many requests are under way at once: the same requests are made, sooner or later',
  },
];

export const explain = ({ place }: Edit): string =>
  REASONS.find((one) => one.place.test(place))?.reason ?? 'not explained';
