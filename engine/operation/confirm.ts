import { type KeyObject, randomUUID } from 'node:crypto';
import { ToolError } from '../errors.ts';
import type { Bindings } from '../expression/expression.ts';
import { compileTemplate } from '../expression/template.ts';
import type { CallContext, Spend } from './contract.ts';
import { type SealScope, seal, unseal } from './seal.ts';
import { traced } from './trace.ts';

/** How long a person may take to answer, in milliseconds. */
const VALID_MS = 600_000;

interface Confirmation {
  id: string;
  expires: number;
}

/** Confirmations already used, until they would have expired anyway. */
const used = new Map<string, number>();

/** Remembers for as long as this program runs. */
const spendHere: Spend = async (id, seconds) => {
  const now = Date.now();
  for (const [other, expires] of used) if (expires < now) used.delete(other);
  if (used.has(id)) return false;
  used.set(id, now + seconds * 1_000);
  return true;
};

export type AskFirst = (values: Readonly<Record<string, unknown>>, bindings: Bindings) => Promise<string>;

/** Compiles the question that a person must have agreed to before the call is made. */
export function compileConfirm(confirm: string | undefined): AskFirst | undefined {
  if (confirm === undefined) return undefined;
  const template = compileTemplate(confirm);
  return async (values, bindings) => String(await template.fill(values, bindings));
}

/** Lets a call pass whose token was issued for it and not used before; otherwise the error carries the question and a token. */
export const requireConfirmation = (
  question: string,
  token: string | undefined,
  scope: SealScope,
  context: Pick<CallContext, 'sealKey' | 'spend' | 'trace'>,
): Promise<void> =>
  traced(
    context.trace,
    () => ({ type: 'confirmation', question }),
    () => demandToken(question, token, scope, context),
  );

async function demandToken(
  question: string,
  token: string | undefined,
  scope: SealScope,
  { sealKey: key, spend = spendHere }: Pick<CallContext, 'sealKey' | 'spend'>,
): Promise<void> {
  if (token !== undefined && (await isGood(token, scope, key, spend))) return;
  const fresh: Confirmation = { id: randomUUID(), expires: Date.now() + VALID_MS };
  const refused =
    token === undefined
      ? ''
      : 'The confirm_token was not issued for this call, was used already or has expired. ';
  throw new ToolError(
    'confirmation_required',
    `${refused}${question} Nothing was sent. Ask the user; only if they agree, call again with the same arguments and this confirm_token.`,
    { question, confirm_token: seal(fresh, 'confirm', scope, key) },
  );
}

async function isGood(token: string, scope: SealScope, key: KeyObject, spend: Spend): Promise<boolean> {
  const confirmation = open(token, scope, key);
  if (!confirmation || confirmation.expires < Date.now()) return false;
  return spend(confirmation.id, VALID_MS / 1_000);
}

function open(token: string, scope: SealScope, key: KeyObject): Confirmation | undefined {
  try {
    return unseal(token, 'confirm', scope, key) as Confirmation;
  } catch {
    return undefined;
  }
}
