import { withDeadline } from '../deadline.ts';
import { ToolError } from '../errors.ts';
import { compileExpression } from '../expression/expression.ts';
import { isObject, type JsonSchema, setOwn } from '../json.ts';
import type { Chain } from '../schema/model.ts';
import { LIMITS } from '../schema/resilience.ts';
import { compileValidator } from '../schema/validator.ts';
import { cutToBudget } from './budget.ts';
import { refuseBadArguments } from './call.ts';
import { compileConfirm, requireConfirmation } from './confirm.ts';
import {
  type Arguments,
  type CallContext,
  type CallResult,
  type FindOperation,
  type Operation,
  resultOf,
} from './contract.ts';
import { compileStep, type TakeStep } from './step.ts';
import { traced } from './trace.ts';

const TIMEOUT_SECONDS = 300;

/** How a chain is called: its steps one after another, each with the results of those before it. */
export function compileChainCall(chain: Chain, input: JsonSchema, find: FindOperation): Operation['call'] {
  const plan = compilePlan(chain, input, find);
  return (given, context) =>
    traced(
      context.trace,
      () => ({ type: 'call', tool: plan.tool }),
      (trace) => runChain(plan, given, { ...context, trace }),
      ({ text }) => ({ bytes: Buffer.byteLength(text) }),
    );
}

type ChainPlan = ReturnType<typeof compilePlan>;

function compilePlan({ tool, definition }: Chain, input: JsonSchema, find: FindOperation) {
  const steps = definition.steps.map((step): { name: string; changes: boolean; take: TakeStep } => {
    return {
      name: step.name,
      changes: find(step.method)?.hints.readOnly !== true,
      take: compileStep(step, find),
    };
  });
  return {
    tool,
    steps,
    validate: compileValidator(input, { whole: 'the call', member: 'argument' }),
    confirm: compileConfirm(definition.confirm),
    result: definition.result === undefined ? undefined : compileExpression(definition.result),
    timeoutMs: (definition.timeout_seconds ?? TIMEOUT_SECONDS) * 1_000,
  };
}

async function runChain(plan: ChainPlan, given: Arguments, context: CallContext): Promise<CallResult> {
  const checked = structuredClone(given) as Record<string, unknown>;
  const {
    dry_run: dryRun,
    confirm_token: token,
    ...values
  } = await traced(
    context.trace,
    () => ({ type: 'arguments' }),
    () => {
      refuseBadArguments(plan.validate(checked));
      return checked;
    },
    ({ dry_run: _, confirm_token: __, ...given }) => ({ values: given }),
  );
  const isDry = dryRun === true;
  if (plan.confirm && !isDry) {
    const scope = { tool: plan.tool, account: context.account.id, arguments: values };
    const question = await plan.confirm(values, { arguments: values, account: context.account.settings });
    await requireConfirmation(question, token as string | undefined, scope, context);
  }
  const inner: CallContext = {
    ...context,
    // The steps' results are for the chain, not for the model, so only the chain's own is kept within the budget.
    outputBytes: Number.POSITIVE_INFINITY,
    isConfirmed: plan.confirm !== undefined,
  };
  const result = await withDeadline(plan.timeoutMs, context.signal, (signal) =>
    takeSteps(plan, values, { ...inner, signal }, isDry),
  );
  return resultOf(cutToBudget(result, context.outputBytes ?? LIMITS.output_bytes, context.trace));
}

async function takeSteps(
  plan: ChainPlan,
  values: Arguments,
  context: CallContext,
  isDry: boolean,
): Promise<Record<string, unknown>> {
  const results: Record<string, unknown> = {};
  let changed = false;
  for (const { name, changes, take } of plan.steps) {
    try {
      const result = await take({ values, results, context, isDry });
      if (result !== undefined) setOwn(results, name, result);
      changed ||= changes && result !== undefined && !isDry;
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      if (!changed)
        throw new ToolError(
          error.code,
          `step \`${name}\`: ${error.message}`,
          error.details,
          error,
          error.origin,
        );
      return stopped(name, error, results);
    }
  }
  return finish(plan, results, values);
}

async function finish(
  plan: ChainPlan,
  results: Record<string, unknown>,
  values: Arguments,
): Promise<Record<string, unknown>> {
  const last = results[plan.steps.at(-1)?.name ?? ''];
  const result = plan.result ? await plan.result.evaluate(results, { arguments: values }) : last;
  return isObject(result) ? result : { result: result ?? null };
}

/** A chain that changed something before it failed must say so: the caller cannot just repeat it. */
const stopped = (name: string, { code, message }: ToolError, results: Record<string, unknown>) => ({
  complete: false,
  failed_step: name,
  error: { code, message: `step \`${name}\`: ${message} The steps before it have taken effect.` },
  steps: results,
});
