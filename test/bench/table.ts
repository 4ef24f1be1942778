import { table } from '../../cli/terminal.ts';
import { type Figure, median, ratios, spread, verdicts } from './figure.ts';

/** A number with as many digits as are worth reading. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return '-';
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(value < 10 ? 2 : 1);
}

export const times = (value: number): string => value.toFixed(2);

/** One figure for a terminal: every side with its median, spread and ratio to the base, then the targets. */
export function show(one: Figure, { bold, dim, green, red }: Colours): string {
  const rows = one.rows.map(({ side, rounds }) => {
    const [least, most] = spread(rounds);
    const ratio = side === one.base ? '1' : times(median(ratios(one, side, one.base)));
    const range = rounds.length > 1 ? `${figure(least)} to ${figure(most)}` : '';
    return [`  ${side}`, figure(median(rounds)).padStart(9), ratio.padStart(6), dim(range)];
  });
  const head = ['  ', dim(one.unit.padStart(9)), dim('ratio'.padStart(6)), dim('spread')];
  const judged = verdicts(one).map(({ side, against, atLeast, atMost, ratio, isMet }) => {
    const bound = atLeast === undefined ? `at most ${atMost}` : `at least ${atLeast}`;
    const text = `  ${side} / ${against} = ${times(ratio)}, ${bound} wanted`;
    return isMet ? green(`${text}: met`) : red(`${text}: missed`);
  });
  return [
    bold(`${one.title} (${one.unit}, ${one.better} is better)`),
    table([head, ...rows]),
    ...judged,
    '',
  ].join('\n');
}

type Paint = (text: string) => string;
export interface Colours {
  bold: Paint;
  dim: Paint;
  green: Paint;
  red: Paint;
}
