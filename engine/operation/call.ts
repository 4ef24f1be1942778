import { createHash } from 'node:crypto';
import { withDeadline } from '../deadline.ts';
import { ToolError } from '../errors.ts';
import { toPlain } from '../expression/plain.ts';
import { BinaryContent } from '../http/decode.ts';
import { isObject } from '../json.ts';
import { ask } from './ask.ts';
import { callBatch } from './batch.ts';
import { cutToBudget } from './budget.ts';
import { requireConfirmation } from './confirm.ts';
import { type Arguments, type CallContext, type CallResult, resultOf } from './contract.ts';
import { describeRequests } from './dry-run.ts';
import { callList, checkListControls } from './list.ts';
import type { Plan } from './plan.ts';
import { draftCall, type Running, startCall } from './running.ts';
import { jsonBytes, traced } from './trace.ts';

/** Carries out one call. Every failure is a `ToolError`; bad arguments fail before anything is sent. */
export const callOperation = (plan: Plan, given: Arguments, context: CallContext): Promise<CallResult> =>
  traced(
    context.trace,
    () => ({ type: 'call', tool: plan.tool }),
    (trace) => carryOut(plan, given, trace ? { ...context, trace } : context),
    ({ text }) => ({ bytes: Buffer.byteLength(text) }),
  );

async function carryOut(plan: Plan, given: Arguments, context: CallContext): Promise<CallResult> {
  const { values, controls } = await traced(
    context.trace,
    () => ({ type: 'arguments' }),
    () => checkArguments(plan, given),
    (checked) => checked,
  );
  const bindings = { arguments: values, account: context.account.settings };
  if (plan.runChecks) await plan.runChecks(values, bindings, context.trace);
  if (plan.checkLiveSchemas) await plan.checkLiveSchemas(values, context);
  if (plan.confirm && controls.dry_run !== true && context.isConfirmed !== true) {
    const scope = { tool: plan.tool, account: context.account.id, arguments: values };
    const question = await plan.confirm(values, bindings);
    await requireConfirmation(question, controls.confirm_token, scope, context);
  }
  return withDeadline(plan.limits.deadline_ms, context.signal, (signal) =>
    perform(startCall(plan, values, controls, context, signal)),
  );
}

function perform(running: Running): Promise<CallResult> {
  const { plan, values, controls } = running;
  if (plan.batch && values[plan.batch.argument] !== undefined) return callBatch(running, plan.batch);
  if (controls.dry_run === true) return describeRequests(running, [values]);
  return plan.list ? callList(running, plan.list) : callOnce(running);
}

function checkArguments(plan: Plan, given: Arguments) {
  const checked = toPlain(given) as Record<string, unknown>;
  // Models hand on the null that ended the last list.
  if (plan.list && checked.next_cursor === null) delete checked.next_cursor;
  refuseBadArguments(plan.validate(checked));
  const split = plan.splitControls(checked);
  if (plan.list) checkListControls(split.controls);
  return split;
}

async function callOnce(running: Running): Promise<CallResult> {
  const { plan, values, budget } = running;
  const account = await running.account.open();
  const draft = await draftCall(running, account, values);
  const { response, body, bindings } = await ask(account, draft, values, running, running.trace);
  if (body instanceof BinaryContent) return fileResult(body);
  const result = await traced(
    running.trace,
    () => ({ type: 'map', items: 1, bytes: response.body.length }),
    () => plan.mapItem(body, bindings),
    (mapped) => ({ kept: 1, keptBytes: jsonBytes(mapped) }),
  );
  if (result === undefined) return resultOf({ ok: true, status: response.status });
  return resultOf(cutToBudget(isObject(result) ? result : { result }, budget, running.trace));
}

/** A file goes to the client as a resource; the model reads what it is, not its bytes. */
function fileResult({ contentType, bytes }: BinaryContent): CallResult {
  const uri = `ymcp://answer/${createHash('sha256').update(bytes).digest('hex').slice(0, 32)}`;
  const file = { uri, contentType, base64: bytes.toString('base64') };
  return { ...resultOf({ content_type: contentType, bytes: bytes.length, uri }), file };
}

/** Says of every argument that does not fit what is wrong with it. */
export function refuseBadArguments(problems: readonly { pointer: string; message: string }[]): void {
  if (problems.length === 0) return;
  const sentences = problems.map(({ pointer, message }) => {
    const isNested = pointer.split('/').length > 2;
    return isNested ? `At \`${pointer.slice(1)}\`: ${message}` : message;
  });
  throw new ToolError(
    'invalid_arguments',
    `${sentences.join(' ')} Nothing was sent; correct the arguments and call again.`,
  );
}
