import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { ToolError } from '../errors.ts';
import { ExpressionSyntaxError } from './expression.ts';
import { unknownVariables } from './inspect.ts';

/** What a caller's expression may use: milliseconds, mebibytes of memory, nested calls, elements of a sequence. */
const BOUNDS = { milliseconds: 2_000, memoryMb: 256, stack: 1_000, sequence: 1_000_000 };

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
  signal?: AbortSignal,
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
