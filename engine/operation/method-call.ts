import { callOperation } from './call.ts';
import type { Operation } from './contract.ts';
import { compilePlan } from './plan.ts';

/** How a method is called. */
export function compileCall(...method: Parameters<typeof compilePlan>): Operation['call'] {
  const plan = compilePlan(...method);
  return (given, context) => callOperation(plan, given, context);
}
