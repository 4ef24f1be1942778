/** What one side needed or reached, once per round. */
export interface Row {
  side: string;
  rounds: readonly number[];
}

/** A ratio that is to be reached: of one side's figure to another's. */
export interface Target {
  side: string;
  against: string;
  atLeast?: number;
  atMost?: number;
}

/** One thing measured for several sides in the same rounds. */
export interface Figure {
  name: string;
  title: string;
  unit: string;
  better: 'more' | 'less';
  /** The side that the others are given as ratios to. */
  base: string;
  rows: readonly Row[];
  targets: readonly Target[];
}

export interface Context {
  isQuick: boolean;
  /** An empty folder for what is written on the way. */
  folder: string;
  tell(progress: string): void;
}

/** Something to measure; it may yield several figures. */
export interface Measure {
  name: string;
  run(context: Context): Promise<Figure[]>;
}

const sorted = (values: readonly number[]) => [...values].sort((a, b) => a - b);

export const median = (values: readonly number[]): number => percentile(values, 0.5);

/** The smallest value that at least this share of the values does not exceed. */
export const percentile = (values: readonly number[], share: number): number =>
  sorted(values)[Math.max(0, Math.ceil(values.length * share) - 1)] ?? Number.NaN;

export const spread = (values: readonly number[]): [number, number] => [
  Math.min(...values),
  Math.max(...values),
];

/** Ratios of two rows, round by round, so that what else the machine did in a round falls on both. */
export function ratios({ rows }: Figure, side: string, against: string): number[] {
  const own = rows.find((row) => row.side === side)?.rounds ?? [];
  const other = rows.find((row) => row.side === against)?.rounds ?? [];
  return own.flatMap((value, round) => (other[round] === undefined ? [] : [value / other[round]]));
}

export interface Verdict extends Target {
  ratio: number;
  isMet: boolean;
}

export const verdicts = (figure: Figure): Verdict[] =>
  figure.targets.map((target) => {
    const ratio = median(ratios(figure, target.side, target.against));
    const { atLeast = Number.NEGATIVE_INFINITY, atMost = Number.POSITIVE_INFINITY } = target;
    return { ...target, ratio, isMet: ratio >= atLeast && ratio <= atMost };
  });

/** Takes the sides in turns, round by round, and in the other direction every second time. */
export async function interleave<Side, Result>(
  rounds: number,
  sides: readonly Side[],
  measure: (side: Side, round: number) => Promise<Result>,
): Promise<Result[][]> {
  const results: Result[][] = sides.map(() => []);
  for (let round = 0; round < rounds; round += 1) {
    const order = [...sides.keys()];
    if (round % 2 === 1) order.reverse();
    for (const index of order) results[index]?.push(await measure(sides[index] as Side, round));
  }
  return results;
}
