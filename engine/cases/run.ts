import { type Clock, createSkippingClock, systemClock } from '../clock.ts';
import { type AccountOptions, createAccount } from '../operation/account.ts';
import { createCatalog, type Outcome } from '../operation/catalog.ts';
import { compileOperations } from '../operation/operation.ts';
import type { Case, Integration } from '../schema/model.ts';
import type { Exchange } from '../types.ts';
import type { Difference } from './expectation.ts';
import { compareKind, compareOutcome } from './outcome.ts';
import { rehearsalStore } from './rehearsal.ts';
import { createCaseUpstream, type MadeExchange, type UnexpectedRequest } from './upstream.ts';
import { watchTransport } from './watch.ts';

/** What became of one case. It passed when nothing is listed in the three ways to fail. */
export interface CaseResult {
  case: Case;
  passed: boolean;
  outcome: Outcome;
  /** How the outcome differs from the expected one. */
  differences: Difference[];
  unexpected: UnexpectedRequest[];
  missing: { exchange: Exchange; times: number }[];
  made: MadeExchange[];
  milliseconds: number;
}

/** An API, or a sandbox, that a case is carried out against. */
export interface LiveUpstream {
  kind: 'sandbox' | 'live';
  settings: Readonly<Record<string, unknown>>;
  options: Pick<AccountOptions, 'origin' | 'tokens'>;
}

/** Cases have no user and nothing to hide from each other. */
const CURSOR_KEY = Buffer.alloc(32);

/** Carries out a case offline: its own exchanges answer, nothing is sent anywhere, and no wait takes time. */
export async function runCase(integration: Integration, tested: Case): Promise<CaseResult> {
  const started = performance.now();
  const stop = new AbortController();
  const { definition, setup } = tested;
  const upstream = createCaseUpstream(definition, setup, () => stop.abort());
  const settings = { ...integration.sandbox?.account, ...setup.account };
  const watch = { signal: stop.signal, clock: createSkippingClock() };
  const options = { transport: upstream.transport, tokens: rehearsalStore(integration) };
  const outcome = await call(integration, tested, settings, options, watch);
  const { made, unexpected } = upstream;
  // A request that nobody waits for explains whatever came of it.
  const isAstray = unexpected.length > 0;
  return conclude(tested, outcome, started, {
    differences: isAstray ? [] : await compareOutcome(definition, outcome),
    unexpected,
    missing: isAstray ? [] : upstream.missing(),
    made,
  });
}

/**
 * Carries out a case against an API or a sandbox. Its data is another than the case's, so what must agree is whether the
 * call succeeds, or with what code it fails; only a result that was recorded from the sandbox must come back as it was.
 */
export async function rehearseCase(
  integration: Integration,
  tested: Case,
  upstream: LiveUpstream,
): Promise<CaseResult> {
  const started = performance.now();
  const { transport, made } = watchTransport();
  const watch = { clock: systemClock };
  const outcome = await call(
    integration,
    tested,
    upstream.settings,
    { ...upstream.options, transport },
    watch,
  );
  const isExact = tested.definition.recorded === 'sandbox' && upstream.kind === 'sandbox';
  const compare = isExact ? compareOutcome : compareKind;
  const differences = await compare(tested.definition, outcome);
  return conclude(tested, outcome, started, { differences, unexpected: [], missing: [], made });
}

async function call(
  integration: Integration,
  tested: Case,
  settings: Readonly<Record<string, unknown>>,
  options: AccountOptions,
  watch: { signal?: AbortSignal; clock: Clock },
): Promise<Outcome> {
  // Compiled anew, so that no case sees what an earlier one left behind.
  const operations = compileOperations(integration);
  const account = createAccount(integration, settings, options);
  const catalog = createCatalog([{ integration, account, operations }], { cursorKey: CURSOR_KEY });
  const tool = operations.find(({ resource, method }) => `${resource}.${method}` === tested.method)?.tool;
  const { arguments: given = {}, confirmed } = tested.definition;
  const outcome = await catalog.call(tool ?? tested.method, given, watch);
  if (!confirmed || !('error' in outcome) || outcome.error.code !== 'confirmation_required') return outcome;
  return catalog.call(tool ?? '', { ...given, confirm_token: outcome.error.details.confirm_token }, watch);
}

const conclude = (
  tested: Case,
  outcome: Outcome,
  started: number,
  findings: Pick<CaseResult, 'differences' | 'unexpected' | 'missing' | 'made'>,
): CaseResult => ({
  case: tested,
  outcome,
  ...findings,
  passed: findings.differences.length + findings.unexpected.length + findings.missing.length === 0,
  milliseconds: performance.now() - started,
});
