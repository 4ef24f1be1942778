import type { Frame } from './frame.ts';
import { handOn, type Work } from './functions.ts';
import { type Adapt, MISFIT } from './signature.ts';
import type { Code } from './values.ts';

/** The parts of a call. */
export interface Invocation {
  readonly target: Code;
  readonly args: readonly Code[];
  /** Calls with the values of the arguments, and says of a failure where it happened. */
  invoke(callee: unknown, given: unknown[], input: unknown, frame: Frame): unknown;
  locate(error: unknown): unknown;
}

/** What is made of the value of a call. */
type Settle = (value: unknown) => unknown;

/**
 * A call of a built-in function whose arguments need no arranging: each is looked at on its own, and no list of them is made.
 * Where one does not fit, or the name means another function, the call is made the general way. `undefined` for calls with
 * another number of arguments than one to three.
 */
export function directCall(
  work: Work,
  adapters: readonly Adapt[],
  invocation: Invocation,
  settle: Settle,
): Code | undefined {
  const [one, two, three] = adapters;
  const [first, second, third] = invocation.args;
  const general = (given: unknown[], input: unknown, frame: Frame) =>
    settle(invocation.invoke(invocation.target(input, frame), given, input, frame));
  const { locate } = invocation;
  if (!one || !first || adapters.length > 3) return undefined;

  if (!two || !second) {
    return (input, frame) => {
      const a = handOn(first(input, frame));
      const { run } = frame;
      const fit = run.isOverridden ? MISFIT : one(a);
      if (fit === MISFIT) return general([a], input, frame);
      run.guards.tick();
      try {
        return settle(work(run, fit));
      } catch (error) {
        throw locate(error);
      }
    };
  }

  if (!three || !third) {
    return (input, frame) => {
      const a = handOn(first(input, frame));
      const b = handOn(second(input, frame));
      const { run } = frame;
      const fits = [run.isOverridden ? MISFIT : one(a), two(b)] as const;
      if (fits[0] === MISFIT || fits[1] === MISFIT) return general([a, b], input, frame);
      run.guards.tick();
      try {
        return settle(work(run, fits[0], fits[1]));
      } catch (error) {
        throw locate(error);
      }
    };
  }

  return (input, frame) => {
    const given = [handOn(first(input, frame)), handOn(second(input, frame)), handOn(third(input, frame))];
    const { run } = frame;
    const fits = [run.isOverridden ? MISFIT : one(given[0]), two(given[1]), three(given[2])] as const;
    if (fits.includes(MISFIT)) return general(given, input, frame);
    run.guards.tick();
    try {
      return settle(work(run, ...fits));
    } catch (error) {
      throw locate(error);
    }
  };
}
