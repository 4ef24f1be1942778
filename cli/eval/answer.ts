import { readFileSync } from 'node:fs';
import { runCase } from '../../engine/cases/run.ts';
import { decode } from '../../engine/http/decode.ts';
import type { HttpResponse } from '../../engine/http/send.ts';
import type { Case, Method } from '../../engine/schema/model.ts';
import { parseArguments } from '../arguments.ts';
import { openCatalog } from '../catalog.ts';
import { describeError, FindingsError, UsageError } from '../errors.ts';
import { type FoundTool, findTool } from '../find-tool.ts';
import { loadWithCasesOrExit } from '../integrations.ts';
import { openIntegration } from '../open-integration.ts';

export interface EvalOptions {
  tool?: string;
  integration?: string[];
  case?: string;
  file?: string;
  call?: boolean;
  sandbox?: boolean;
  page: number;
  argument: string[];
  json?: boolean;
}

/** An answer of an API to work on. */
export interface Answer {
  /** Where it comes from, in a few words. */
  from: string;
  /** The body as data: what `$` is. */
  body: unknown;
  /** The body as it came. */
  text: string;
  /** What an expression may refer to by name. */
  bindings: Readonly<Record<'arguments' | 'status' | 'headers', unknown>>;
  /** The method that the answer belongs to, where a tool was named. */
  method: Method | undefined;
}

/** The answer that the options ask for: from a file, a call, or one of the tool's cases. */
export async function findAnswer(options: EvalOptions): Promise<Answer> {
  refuseSeveral(options);
  const { tool, integration: names = [] } = options;
  const found = tool === undefined ? undefined : await findTool(tool, names, openIntegration);
  if (options.file !== undefined) return fromFile(options.file, found && methodOf(found));
  if (!found)
    throw new UsageError('say which answer: --tool <tool> for one of its cases or a call, or --file <file>.');
  return options.call || options.sandbox ? fromCall(found, options) : fromCase(found, options);
}

function refuseSeveral({ file, case: name, call, sandbox }: EvalOptions): void {
  const given = Object.entries({ '--file': file, '--case': name, '--call': call, '--sandbox': sandbox })
    .filter(([, value]) => value !== undefined)
    .map(([option]) => option);
  if (given.length > 1)
    throw new UsageError(`${given.join(' and ')} exclude each other: one answer is worked on.`);
}

function methodOf({ definition, operation }: FoundTool): Method {
  if ('isShort' in definition) return definition;
  throw new UsageError(
    `\`${operation.tool}\` is a chain; name the tool of one of its steps, whose answer it works on.`,
  );
}

function fromFile(path: string, method: Method | undefined): Answer {
  const text = readText(path);
  const bindings = { arguments: {}, status: 200, headers: {} };
  return { from: path === '-' ? 'stdin' : path, body: jsonIn(text, path), text, bindings, method };
}

function readText(path: string): string {
  try {
    return readFileSync(path === '-' ? 0 : path, 'utf8');
  } catch (error) {
    throw new UsageError(`--file \`${path}\` cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
}

function jsonIn(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`\`${path === '-' ? 'stdin' : path}\` is no JSON: ${(error as Error).message}.`);
  }
}

async function fromCase(found: FoundTool, options: EvalOptions): Promise<Answer> {
  const method = methodOf(found);
  const { integration, cases } = loadWithCasesOrExit(found.path);
  const own = cases.filter((one) => one.method === `${method.resource}.${method.name}`);
  const chosen = own.filter(({ name }) => name.includes(options.case ?? ''));
  const answers: Answer[] = [];
  for (const one of chosen) {
    const { made } = await runCase(integration, one);
    const responses = made.flatMap(({ response, isStanding }) => (response && !isStanding ? [response] : []));
    // One that failed says nothing of what a mapping gets, unless it was asked for.
    const usable = options.case === undefined ? responses.filter(({ status }) => status < 300) : responses;
    if (usable.length > 0)
      answers.push(answerFrom(usable, method, options, caseTitle(one), one.definition.arguments ?? {}));
  }
  // The fullest shows most.
  const [fullest] = answers.sort((one, other) => other.text.length - one.text.length);
  if (fullest) return fullest;
  const names = own.map(({ name }) => `\`${name}\``).join(', ');
  throw new UsageError(
    chosen.length === 0 && own.length > 0
      ? `\`${found.operation.tool}\` has no case \`${options.case}\`; expected one of ${names}.`
      : `no case of \`${found.operation.tool}\` has an answer; take one with --sandbox, --call or --file.`,
  );
}

const caseTitle = ({ method, name }: Case) => `case ${method} › ${name}`;

async function fromCall(found: FoundTool, options: EvalOptions): Promise<Answer> {
  const method = methodOf(found);
  const { integration, operation } = found;
  if (!options.sandbox && !operation.hints.readOnly)
    throw new UsageError(
      `\`${operation.tool}\` writes, so it is not called to look at its answer; use --sandbox.`,
    );
  const given = parseArguments(options.argument, operation);
  const responses: HttpResponse[] = [];
  const opened = await openCatalog([integration], options.sandbox === true, {
    onFault: (error) => console.error(error),
  });
  const cancel = new AbortController();
  process.once('SIGINT', () => cancel.abort());
  try {
    const outcome = await opened.catalog.call(operation.tool, given, {
      signal: cancel.signal,
      onResponse: (response) => void responses.push(response),
    });
    // What a mapping makes of the answer may be the very thing to be corrected.
    if (responses.length === 0 && 'error' in outcome) throw new FindingsError(describeError(outcome.error));
  } finally {
    await opened.close();
  }
  return answerFrom(responses, method, options, options.sandbox ? 'the sandbox' : integration.label, given);
}

function answerFrom(
  responses: readonly HttpResponse[],
  method: Method,
  { page }: EvalOptions,
  from: string,
  given: Readonly<Record<string, unknown>>,
): Answer {
  const response = responses[page - 1];
  if (!response)
    throw new UsageError(
      `--page is \`${page}\`; there ${responses.length === 1 ? 'is 1 answer' : `are ${responses.length} answers`}.`,
    );
  return {
    from: responses.length > 1 ? `${from}, answer ${page} of ${responses.length}` : from,
    body: decode(response, method.definition.response?.format),
    text: response.body.toString(),
    bindings: { arguments: given, status: response.status, headers: response.headers },
    method,
  };
}
