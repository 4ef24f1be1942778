import type { Edit } from './edits.ts';

/** Why no check can tell that an edit is a mistake, by where it was made. */
const REASONS: readonly { place: RegExp; reason: string }[] = [
  { place: /(^|\.)source(\.|$)/, reason: 'a remark on how well the endpoint is known; no call goes by it' },
];

export const explain = ({ place }: Edit): string =>
  REASONS.find((one) => one.place.test(place))?.reason ?? 'not explained';
