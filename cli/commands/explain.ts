import { type Command, Option } from 'commander';
import { ToolError } from '../../engine/errors.ts';
import type { Outcome } from '../../engine/operation/catalog.ts';
import type { TraceEvent } from '../../engine/operation/trace.ts';
import { parseArguments } from '../arguments.ts';
import { openCatalog } from '../catalog.ts';
import { agrees, callAsking } from '../confirm.ts';
import { describeError, FindingsError, UsageError } from '../errors.ts';
import { asData, type Explanation, type LocatedTool } from '../explain/explanation.ts';
import { drawPage } from '../explain/page.ts';
import { findTool } from '../find-tool.ts';
import { loadIntegrationOrExit } from '../integrations.ts';
import { showProgress } from '../progress.ts';
import { colours, printError, printLine } from '../terminal.ts';
import { countTokens } from '../tokens.ts';

interface ExplainOptions {
  json?: boolean;
  dryRun?: boolean;
  yes?: boolean;
  sandbox?: boolean;
  integration?: string[];
}

/** Columns where there is no terminal to ask. */
const WIDTH = 140;

export function addExplain(program: Command): void {
  program
    .command('explain')
    .description('call one tool and show what happens on the way, with times and bytes')
    .argument('<tool>', 'name of the tool, as `ymcp tools` lists it')
    .argument('[key=value...]', 'arguments; also as one JSON object')
    .option('--dry-run', 'stop at the first request and send nothing')
    .option('--json', 'print it as data')
    .option(
      '-y, --yes',
      'send what writes without asking; a question of the tool itself is asked all the same',
    )
    .option('--sandbox', "call the integration's sandbox instead of the API")
    .addOption(
      new Option('-i, --integration <name...>', 'where to look for the tool; everywhere when left out'),
    )
    .action(async (tool: string, words: string[], options: ExplainOptions) => {
      const found = await findTool(tool, options.integration ?? [], loadIntegrationOrExit);
      const given = parseArguments(words, found.operation);
      await announce(found, options);
      const explanation = await explain(found, given, options);
      if (options.json) printLine(JSON.stringify(asData(explanation), null, 2));
      else printLine(drawPage(explanation, process.stdout.columns ?? WIDTH));
      if (explanation.failure) throw new FindingsError(describeError(explanation.failure));
    });
}

/** Says that a writing tool really writes, and lets the person at the terminal stop it. */
async function announce(
  { operation, integration }: LocatedTool,
  { dryRun, sandbox, yes }: ExplainOptions,
): Promise<void> {
  if (operation.hints.readOnly || dryRun || sandbox) return;
  const { yellow, bold } = colours(process.stderr);
  printError(
    yellow(
      `${bold(operation.tool)} writes, and this really sends it to ${integration.label}. See --dry-run.`,
    ),
  );
  const asksItself = Object.hasOwn(operation.inputSchema.properties as object, 'confirm_token');
  if (yes || asksItself) return;
  const answer = await agrees('Send it?');
  if (answer) return;
  throw new UsageError(
    answer === false
      ? 'nothing was sent.'
      : 'nothing was sent, as there is nobody to ask; add --yes to send it, --dry-run or --sandbox not to.',
  );
}

async function explain(
  found: LocatedTool,
  given: Record<string, unknown>,
  options: ExplainOptions,
): Promise<Explanation> {
  const { operation, integration } = found;
  const sandbox = options.sandbox === true;
  let wasStopped = false;
  const refuse = async () => {
    wasStopped = true;
    throw new ToolError('cancelled', 'nothing was sent.');
  };
  const opened = await openCatalog([integration], sandbox, {
    onFault: (error) => console.error(error),
    ...(options.dryRun && { transport: refuse }),
  });
  const cancel = new AbortController();
  process.once('SIGINT', () => cancel.abort());
  let events: TraceEvent[] = [];
  const ask = async (question: string) => {
    // Where nothing can be sent there is nothing to agree to.
    const answer = options.dryRun || (await agrees(question));
    // The call is made a second time, and only that one is told of.
    if (answer) events = [];
    return answer;
  };
  try {
    const onTrace = (event: TraceEvent) => void events.push(event);
    const watch = { signal: cancel.signal, onProgress: showProgress('items'), onTrace };
    const outcome = await callAsking(opened.catalog, operation.tool, given, watch, ask);
    const target = sandbox ? 'sandbox' : 'api';
    const facts = { found, given, events, target, isDry: options.dryRun === true } as const;
    if ('error' in outcome) return { ...facts, ...(!wasStopped && { failure: outcome.error }) };
    return { ...facts, result: await measure(outcome) };
  } finally {
    await opened.close();
  }
}

async function measure({ text, value }: Exclude<Outcome, { error: unknown }>) {
  const items = value.result_count;
  return {
    bytes: Buffer.byteLength(text),
    tokens: await countTokens(text),
    ...(typeof items === 'number' && { items }),
  };
}
