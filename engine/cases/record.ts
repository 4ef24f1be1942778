import { createSkippingClock, systemClock } from '../clock.ts';
import { connectionError, type HttpResponse } from '../http/send.ts';
import { isObject } from '../json.ts';
import { type AccountOptions, createAccount } from '../operation/account.ts';
import { createCatalog, type Outcome } from '../operation/catalog.ts';
import type { Arguments } from '../operation/contract.ts';
import { compileOperations } from '../operation/operation.ts';
import type { Transport } from '../operation/transport.ts';
import type { Integration } from '../schema/model.ts';
import type { CaseDefinition, CaseSetup } from '../types.ts';
import { type ObservedRequest, observeRequest } from './observe.ts';
import { errorData } from './outcome.ts';
import { loginAnswer, rehearsalStore } from './rehearsal.ts';
import type { LiveUpstream } from './run.ts';
import { createScrub, type Scrub } from './scrub.ts';
import { steady } from './unstable.ts';
import type { MadeExchange } from './upstream.ts';
import { watchTransport } from './watch.ts';
import { exchangeFrom, setupFrom } from './written.ts';

export interface Recording {
  case: CaseDefinition;
  /** For `cases/setup.yaml`, where there is none yet. */
  setup: CaseSetup;
  /** What the call came to, with real data. */
  outcome: Outcome;
}

interface CaseOptions {
  name: string;
  tool: string;
  arguments: Arguments;
  /** What the cases of the integration share already. */
  setup: CaseSetup | undefined;
  /** Whether addresses and telephone numbers stay as they are. */
  keepsPeople: boolean;
}

export interface RecordOptions extends CaseOptions {
  upstream: LiveUpstream;
  /** Agrees, or not, to what a tool asks. */
  agree(question: string): Promise<boolean>;
}

/** A call that was made, and what must not be kept of it. */
export interface SeenCall {
  made: readonly MadeExchange[];
  settings: Readonly<Record<string, unknown>>;
  secrets: readonly string[];
  /** Where its requests went in place of the API. */
  origin?: string | undefined;
  wasAsked?: boolean;
  recorded?: LiveUpstream['kind'];
}

const CURSOR_KEY = Buffer.alloc(32);

/**
 * Makes a case of a call. Its answers are kept, with stand-ins for credentials and people; the requests are those that the
 * integration makes when it is given these answers under the account of the cases, so no real value can be left in them.
 */
export async function recordCase(integration: Integration, options: RecordOptions): Promise<Recording> {
  const { upstream } = options;
  const watched = watchTransport();
  const real = await call(integration, options, options.arguments, upstream.settings, {
    ...upstream.options,
    transport: watched.transport,
  });
  const written = await caseFrom(integration, options, {
    made: watched.made,
    settings: upstream.settings,
    secrets: real.secrets,
    origin: upstream.options.origin,
    wasAsked: real.wasAsked,
    recorded: upstream.kind,
  });
  return { ...written, outcome: real.outcome };
}

/** Makes a case of an answer that is at hand, without a call. */
export function caseFromAnswer(
  integration: Integration,
  options: CaseOptions,
  answer: HttpResponse,
): Promise<Pick<Recording, 'case' | 'setup'>> {
  const request = { verb: '', url: 'http://sample.invalid/', query: {}, headers: {}, body: undefined };
  const login = loginAnswer(integration);
  const made = [
    ...(login ? [{ request, response: login, isStanding: true }] : []),
    { request, response: answer, isStanding: false },
  ];
  return caseFrom(integration, options, { made, settings: {}, secrets: [] });
}

/** Makes a case of a call that was made. */
export async function caseFrom(
  integration: Integration,
  options: CaseOptions,
  seen: SeenCall,
): Promise<Pick<Recording, 'case' | 'setup'>> {
  const { name, tool } = options;
  const account = options.setup?.account ?? standInAccount(integration, seen.settings);
  const after = await baseUrlOf(integration, account);
  // Links in answers lead to the API, or to the sandbox in its place.
  const before = seen.recorded ? await baseUrlOf(integration, seen.settings, seen.origin) : after;
  const scrub = createScrub({
    known: standIns(seen.settings, account, seen.secrets, { before, after }),
    hidesPeople: !options.keepsPeople,
  });
  const given = scrub(options.arguments);
  const replays = [0, 1].map(() => replay(integration, options, given, account, scrub, seen.made));
  const [first, second] = (await Promise.all(replays)) as [Replayed, Replayed];
  const setup = options.setup ?? setupFrom(integration.definition, account, after, first.made);
  const again = callsIn(second);
  const exchanges = callsIn(first).map((one, index) => exchangeFrom(one, again[index] ?? one, setup));
  const operation = compileOperations(integration).find((one) => one.tool === tool);
  return {
    setup,
    case: {
      name,
      method: `${operation?.resource}.${operation?.method}`,
      ...(Object.keys(given).length > 0 && { arguments: given }),
      ...(seen.wasAsked && { confirmed: true }),
      ...(exchanges.length > 0 && { exchanges }),
      ...(steady(outcomeData(first.outcome), outcomeData(second.outcome)) as object),
      ...(seen.recorded && { recorded: seen.recorded }),
    } as CaseDefinition,
  };
}

const callsIn = ({ made }: Replayed) => made.filter(({ isStanding }) => !isStanding);

interface Called {
  outcome: Outcome;
  secrets: string[];
  wasAsked: boolean;
}

async function call(
  integration: Integration,
  { tool, agree }: Pick<RecordOptions, 'tool' | 'agree'>,
  given: Arguments,
  settings: Readonly<Record<string, unknown>>,
  options: AccountOptions,
  clock = systemClock,
): Promise<Called> {
  const account = createAccount(integration, settings, options);
  const catalog = createCatalog([{ integration, account }], { cursorKey: CURSOR_KEY });
  let outcome = await catalog.call(tool, given, { clock });
  const token = 'error' in outcome ? outcome.error.details.confirm_token : undefined;
  const question = 'error' in outcome ? outcome.error.details.question : undefined;
  const wasAsked = question !== undefined && (await agree(question));
  if (wasAsked) outcome = await catalog.call(tool, { ...given, confirm_token: token }, { clock });
  return { outcome, secrets: account.redactor.secrets(), wasAsked };
}

interface Replayed {
  outcome: Outcome;
  made: MadeExchange[];
  secrets: string[];
}

/** The call once more, answered with what was seen, as the account of the cases. */
async function replay(
  integration: Integration,
  options: CaseOptions,
  given: Arguments,
  account: Readonly<Record<string, unknown>>,
  scrub: Scrub,
  seen: readonly MadeExchange[],
): Promise<Replayed> {
  const left = [...seen];
  const made: MadeExchange[] = [];
  const transport: Transport = async (request, _, purpose) => {
    const observed = observeRequest(request);
    const isStanding = purpose === 'login';
    const alike = left.filter((one) => one.isStanding === isStanding);
    const next = alike.find((one) => isSameQuestion(scrub(one.request), observed)) ?? alike[0];
    if (next) left.splice(left.indexOf(next), 1);
    const response = next?.response && scrubbed(next.response, scrub, request.url);
    made.push({ request: observed, response, isStanding });
    if (response) return response;
    throw connectionError(request, 'ECONNRESET');
  };
  const agreed = { tool: options.tool, agree: async () => true };
  const { outcome, secrets } = await call(
    integration,
    agreed,
    given,
    account,
    { transport, tokens: rehearsalStore(integration) },
    createSkippingClock(),
  );
  return { outcome, made, secrets };
}

const isSameQuestion = (a: ObservedRequest, b: ObservedRequest) =>
  JSON.stringify([a.verb, new URL(a.url).pathname, a.query]) ===
  JSON.stringify([b.verb, new URL(b.url).pathname, b.query]);

function scrubbed({ status, headers, body }: HttpResponse, scrub: Scrub, url: URL): HttpResponse {
  return { status, headers: scrub(headers), body: Buffer.from(scrubBody(body.toString(), scrub)), url };
}

/** Text is scrubbed inside the JSON rather than as a whole, since a stand-in must not break it. */
function scrubBody(text: string, scrub: Scrub): string {
  try {
    return JSON.stringify(scrub(JSON.parse(text)));
  } catch {
    return scrub(text);
  }
}

/** Stand-ins for an account's values: those of the cases' account, and names for credentials obtained on the way. */
function standIns(
  real: Readonly<Record<string, unknown>>,
  account: Readonly<Record<string, unknown>>,
  secrets: readonly string[],
  bases: { before: string; after: string },
): Map<string, string> {
  const known = new Map([[new URL(bases.before).origin, new URL(bases.after).origin]]);
  for (const [key, value] of Object.entries(real))
    if (typeof value === 'string' && value.length >= 3) known.set(value, String(account[key] ?? key));
  let count = 0;
  for (const secret of secrets) {
    if (known.has(secret)) continue;
    count += 1;
    known.set(secret, `token-${count}`);
  }
  return known;
}

const baseUrlOf = async (
  integration: Integration,
  settings: Readonly<Record<string, unknown>>,
  origin?: string,
): Promise<string> => (await createAccount(integration, settings, { origin }).open()).baseUrl;

/** Settings that fit the integration and are nobody's. */
function standInAccount(
  integration: Integration,
  real: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const rehearsal = integration.sandbox?.account;
  if (rehearsal) return { ...rehearsal };
  const { properties = {}, required = [] } = integration.definition.account ?? {};
  const keys = new Set([...Object.keys(real), ...required]);
  return Object.fromEntries(
    [...keys].map((key) => {
      const { enum: among, format, default: usual } = properties[key] ?? {};
      if (real[key] !== undefined && (typeof real[key] !== 'string' || among)) return [key, real[key]];
      return [key, usual ?? among?.[0] ?? (format === 'email' ? 'account@example.com' : `rehearsal-${key}`)];
    }),
  );
}

function outcomeData(outcome: Outcome): Record<string, unknown> {
  if ('value' in outcome) return { result: isObject(outcome.value) ? outcome.value : {} };
  const { code, message, status } = errorData(outcome.error) as Record<string, unknown>;
  return { error: { code, message, ...(status !== undefined && { status }) } };
}
