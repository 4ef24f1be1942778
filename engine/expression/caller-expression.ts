import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import type { StopSignal } from '../deadline.ts';
import { ToolError } from '../errors.ts';
import { ExpressionFailure } from './compiler/failure.ts';
import type { Limits } from './compiler/guards.ts';
import { evaluateIn, inOneRun } from './compiler/program.ts';
import { countedJson } from './compiler/values.ts';
import { compileSource, ExpressionSyntaxError } from './expression.ts';
import { unknownVariables } from './inspect.ts';

/** What a caller's expression may use: milliseconds, mebibytes of memory, nested calls, elements of a sequence. */
const BOUNDS = { milliseconds: 2_000, memoryMb: 256, stack: 1_000, sequence: 1_000_000 };

/** The same in the thread of the server, which other calls wait for; what needs more gets a thread of its own. */
const BOUNDS_HERE: Limits = { timeout: 20, depth: 300, elements: 100_000, characters: 1_000_000 };
/** Codes of failures that are only for lack of room. */
const OUT_OF_BOUNDS = new Set(['D1011', 'D1012', 'D2015', 'Y1002', 'Y1003']);
/** The parser doubles its work with each of these. */
const MOST_ALTERNATIVES = 10;

/**
 * Runs in a thread of its own, which can be ended from outside: JSONata cannot be stopped inside one regular expression or
 * one built-in function. As text, so that it is the same from sources and from a build.
 */
const PROGRAM = `
const { parentPort, workerData } = require('node:worker_threads');
const { jsonata, source, input, stack, sequence } = workerData;
(async () => {
  try {
    const result = await require(jsonata)(source, { stack, sequence }).evaluate(input);
    parentPort.postMessage({ json: JSON.stringify(result) });
  } catch (error) {
    parentPort.postMessage({ failure: String((error && error.message) || error) });
  }
})();
`;

const jsonata = createRequire(import.meta.url).resolve('jsonata');

/** Refuses an expression from a caller that cannot run, before anything is fetched for it. */
export function checkCallerExpression(source: string, argument: string): void {
  const alternatives = source.match(/\?\?|\?:/g) ?? [];
  if (alternatives.length > MOST_ALTERNATIVES)
    throw refusal(
      argument,
      `has \`??\` and \`?:\` ${alternatives.length} times; ${MOST_ALTERNATIVES} are the most`,
    );
  const uses = variablesOf(source, argument);
  const name = uses.find((use) => use === 'eval') ?? uses[0];
  if (name !== undefined) throw refusal(argument, `\`$${name}\` is not available here`);
}

function variablesOf(source: string, argument: string): string[] {
  try {
    const names = unknownVariables(source, []).map(({ name }) => name);
    return /\$eval\b/.test(source) ? ['eval', ...names] : names;
  } catch (error) {
    if (!(error instanceof ExpressionSyntaxError)) throw error;
    throw refusal(argument, `is not JSONata: ${error.message}, at character ${error.offset + 1}`);
  }
}

/** Evaluates a caller's expression, bounded in time, memory and depth; the result is JSON text, or `undefined` for nothing. */
export async function evaluateForCaller(
  source: string,
  input: unknown,
  argument: string,
  signal?: StopSignal,
): Promise<string | undefined> {
  const here = evaluateHere(source, input, argument);
  return here ? here.json : evaluateInThread(source, input, argument, signal);
}

/** The result, or `undefined` where it takes more than may be taken from other calls. */
function evaluateHere(
  source: string,
  input: unknown,
  argument: string,
): { json: string | undefined } | undefined {
  const { program } = compileSource(source, BOUNDS_HERE);
  if (!program) return undefined;
  try {
    return inOneRun(input, {}, BOUNDS_HERE, (run) => {
      return { json: countedJson(evaluateIn(program, run), run.guards) };
    });
  } catch (error) {
    const code = error instanceof ExpressionFailure ? error.code : '';
    if (OUT_OF_BOUNDS.has(code)) return undefined;
    throw refusal(argument, `failed: ${(error as Error).message}`);
  }
}

async function evaluateInThread(
  source: string,
  input: unknown,
  argument: string,
  signal: StopSignal | undefined,
): Promise<string | undefined> {
  const { stack, sequence, memoryMb, milliseconds } = BOUNDS;
  const worker = new Worker(PROGRAM, {
    eval: true,
    workerData: { jsonata, source, input, stack, sequence },
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
  });
  const end = () => void worker.terminate();
  const timer = setTimeout(end, milliseconds);
  signal?.addEventListener('abort', end, { once: true });
  try {
    return await new Promise<string | undefined>((resolve, reject) => {
      worker.once('message', ({ json, failure }: { json?: string; failure?: string }) => {
        if (failure === undefined) resolve(json);
        else reject(refusal(argument, `failed: ${failure}`));
      });
      worker.once('error', () => reject(refusal(argument, `needs more than ${memoryMb} MiB of memory`)));
      worker.once('exit', () => reject(refusal(argument, `takes longer than ${milliseconds / 1_000} s`)));
    });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', end);
    end();
  }
}

function refusal(argument: string, what: string): ToolError {
  return new ToolError(
    'invalid_arguments',
    `\`${argument}\` ${what}. Correct the expression, or leave it out.`,
  );
}
