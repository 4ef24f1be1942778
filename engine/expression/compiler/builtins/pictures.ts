import { ExpressionFailure } from '../failure.ts';
import type { Run } from '../frame.ts';
import { borrowed } from './borrowed.ts';
import type { BuiltIn, BuiltIns } from './built-in.ts';

/** Most characters of a picture, and the most digits of a width in one: `[Y,*-9999]` pads to that many. */
const LONGEST = { picture: 1_000, digits: 4 };
const WIDE = new RegExp(`,[^\\]]*\\d{${LONGEST.digits + 1}}`);

/** Refuses pictures that ask for more than any text needs, then does as the package does. */
function withPicture(name: string, place: number): BuiltIn {
  return (run: Run, ...args: unknown[]) => {
    const picture = args[place];
    if (typeof picture === 'string' && (picture.length > LONGEST.picture || WIDE.test(picture)))
      throw new ExpressionFailure('Y1002', { value: LONGEST.picture });
    return borrowed.get(name)?.work(run, ...args);
  };
}

const fromMillis = withPicture('fromMillis', 1);

export const pictures: BuiltIns = {
  fromMillis,
  toMillis: withPicture('toMillis', 1),
  formatNumber: withPicture('formatNumber', 1),
  formatInteger: withPicture('formatInteger', 1),
  parseInteger: withPicture('parseInteger', 1),
  now: (run, picture: string | undefined, zone: string | undefined) =>
    (fromMillis as (run: Run, ...args: unknown[]) => unknown)(run, run.now, picture, zone),
};
