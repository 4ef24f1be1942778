import { createInterface } from 'node:readline/promises';
import type { CallWatch, Catalog, Outcome } from '../engine/operation/catalog.ts';
import type { Arguments } from '../engine/operation/contract.ts';

const canAsk = () => process.stdin.isTTY === true && process.stderr.isTTY === true;

/** Whether the person at the terminal agrees; `undefined` when there is nobody to ask. */
export async function agrees(question: string): Promise<boolean | undefined> {
  if (!canAsk()) return undefined;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`${question} [y/N] `);
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}

/** Calls a tool; one that asks first is called again once the person at the terminal has agreed. */
export async function callAsking(
  catalog: Catalog,
  tool: string,
  given: Arguments,
  watch: CallWatch,
  ask: (question: string) => Promise<boolean | undefined> = agrees,
): Promise<Outcome> {
  const outcome = await catalog.call(tool, given, watch);
  if (!('error' in outcome) || outcome.error.code !== 'confirmation_required') return outcome;
  const { question = '', confirm_token: token } = outcome.error.details;
  // The token is theirs to give only when they agree.
  if (!(await ask(question))) return outcome;
  return catalog.call(tool, { ...given, confirm_token: token }, watch);
}
