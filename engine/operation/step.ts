import pLimit from 'p-limit';
import { systemClock } from '../clock.ts';
import { ToolError } from '../errors.ts';
import { type Bindings, compileExpression } from '../expression/expression.ts';
import { compileTemplate } from '../expression/template.ts';
import type { Step } from '../types.ts';
import type { Arguments, CallContext, FindOperation } from './contract.ts';
import { traced } from './trace.ts';

/** What became of a step that was allowed to fail, or of one element of a fan-out. */
export interface StepFailure {
  error: { code: string; message: string };
}

export interface StepRun {
  values: Arguments;
  /** Results so far, by the names of the steps. */
  results: Readonly<Record<string, unknown>>;
  context: CallContext;
  /** Describes what would be changed instead of changing it. */
  isDry: boolean;
}

/** Takes a step; the result is its method's, a list of them for a fan-out, or `undefined` when it is left out. */
export type TakeStep = (run: StepRun) => Promise<unknown>;

const EVERY_SECONDS = 2;
const FOR_SECONDS = 60;

export function compileStep(step: Step, find: FindOperation): TakeStep {
  const given = compileTemplate(step.arguments ?? {});
  const when = step.when === undefined ? undefined : compileExpression(`$boolean(${step.when}\n)`);
  const forEach = step.for_each === undefined ? undefined : compileExpression(step.for_each);
  const until = step.until === undefined ? undefined : compileExpression(`$boolean(${step.until}\n)`);

  async function call({ values, context, isDry }: StepRun, bindings: Bindings): Promise<unknown> {
    const operation = find(step.method);
    if (!operation) throw new Error(`no method \`${step.method}\``);
    const filled = (await given.fill(values, bindings)) as Record<string, unknown>;
    const dry = isDry && !operation.hints.readOnly ? { dry_run: true } : {};
    const { value } = await operation.call({ ...filled, ...dry }, context);
    return value;
  }

  async function callUntil(run: StepRun, bindings: Bindings): Promise<unknown> {
    const clock = run.context.clock ?? systemClock;
    const end = clock.now() + (step.for_seconds ?? FOR_SECONDS) * 1_000;
    for (;;) {
      const value = await call(run, bindings);
      if (!until || run.isDry || (await until.evaluate(value, bindings)) === true) return value;
      const wait = (step.every_seconds ?? EVERY_SECONDS) * 1_000;
      if (clock.now() + wait > end)
        throw new ToolError(
          'timeout',
          `step \`${step.name}\` still waits after ${step.for_seconds ?? FOR_SECONDS} s. Look again later.`,
        );
      await traced(
        run.context.trace,
        () => ({ type: 'wait', reason: 'poll' }),
        () => clock.pause(wait, run.context.signal),
      );
    }
  }

  const tracedStep = (run: StepRun, take: (inner: StepRun) => Promise<unknown>, index?: number) =>
    traced(
      run.context.trace,
      () => ({
        type: 'step',
        name: step.name,
        method: step.method,
        ...(index !== undefined && { index }),
      }),
      (trace) => take({ ...run, context: { ...run.context, trace } }),
    );

  async function fanOut(run: StepRun, bindings: Bindings, elements: readonly unknown[]): Promise<unknown[]> {
    const inTurn = pLimit(step.concurrency ?? 2);
    let stopped: ToolError | undefined;
    let done = 0;
    const one = async (item: unknown, index: number): Promise<unknown> => {
      if (stopped) return notTaken();
      try {
        return await tracedStep(run, (inner) => callUntil(inner, { ...bindings, item, index }), index);
      } catch (error) {
        if (!(error instanceof ToolError)) throw error;
        if (step.on_error !== 'continue') stopped = error;
        return failure(error);
      } finally {
        done += 1;
        run.context.onProgress?.(done, elements.length);
      }
    };
    return Promise.all(elements.map((item, index) => inTurn(() => one(item, index))));
  }

  return async (run) => {
    const bindings = { arguments: run.values, account: run.context.account.settings, steps: run.results };
    if (when && (await when.evaluate(run.values, bindings)) !== true) return undefined;
    if (forEach) return fanOut(run, bindings, [(await forEach.evaluate(run.values, bindings)) ?? []].flat());
    try {
      return await tracedStep(run, (inner) => callUntil(inner, bindings));
    } catch (error) {
      if (!(error instanceof ToolError) || step.on_error !== 'continue') throw error;
      return failure(error);
    }
  };
}

const failure = ({ code, message }: ToolError): StepFailure => ({ error: { code, message } });
const notTaken = (): StepFailure => ({ error: { code: 'not_sent', message: 'An earlier element failed.' } });
