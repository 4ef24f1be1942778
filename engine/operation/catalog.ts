import { createSecretKey } from 'node:crypto';
import { ToolError } from '../errors.ts';
import type { ReadFile } from '../http/multipart.ts';
import { nearest } from '../nearest.ts';
import type { Redactor } from '../redact.ts';
import type { Integration } from '../schema/model.ts';
import type { Account } from './account.ts';
import type { Arguments, CallContext, CallResult, Operation } from './contract.ts';
import { filterOperations, type ToolFilter } from './filter.ts';
import { compileOperations } from './operation.ts';
import { compilePrompts, type Prompt } from './prompt.ts';
import { createTrace, maskEvent, type OnTrace, type Trace } from './trace.ts';

/** What became of one call. `text` is the value as JSON, serialised once. */
export type Outcome = CallResult | { error: ToolError };

/** Who makes a call and within what, as the front that took it knows; handed through to the record. */
export interface CallOrigin {
  /** Who was let in: an id or name, never a secret. */
  subject?: string | undefined;
  /** Unique for each request to the front. */
  requestId?: string | undefined;
  /** Name and version of the client, where it says so. */
  client?: string | undefined;
  /** Protocol revision of the request. */
  protocol?: string | undefined;
  /** W3C trace context of the caller: `traceparent`, `tracestate`, `baggage`. */
  traceContext?: Readonly<Record<string, string>> | undefined;
}

/** Facts about a finished call, without arguments or payload. */
export interface CallRecord {
  tool: string;
  origin: CallOrigin;
  /** Unix time in milliseconds. */
  started: number;
  /** `ok`, or the code of the error. */
  outcome: string;
  /** Upstream requests made, logins not counted. */
  requests: number;
  /** Bytes of the upstream answers. */
  bytesReceived: number;
  /** Bytes of the result. */
  bytesReturned: number;
  milliseconds: number;
}

/** The tools of some integrations, each bound to an account. */
export interface Catalog {
  readonly operations: readonly Operation[];
  readonly prompts: readonly Prompt[];
  readonly instructions: string;
  /** Never rejects: every failure is an outcome, with secrets masked. */
  call(tool: string, given: Arguments, watch?: CallWatch): Promise<Outcome>;
  /** Tells when all of the above has become another; absent where it stays what it is. Returns what ends the telling. */
  readonly onExchange?: ((listener: () => void) => () => void) | undefined;
}

/** What a caller may watch of one call; traced events come with secrets masked, answers as the API gave them. */
export type CallWatch = Pick<CallContext, 'signal' | 'onProgress' | 'onResponse' | 'clock'> & {
  onTrace?: OnTrace | undefined;
  origin?: CallOrigin | undefined;
};

export interface CatalogEntry {
  integration: Integration;
  account: Account;
  /** Its tools, where they are compiled already. */
  operations?: readonly Operation[];
}

export interface CatalogOptions {
  filter?: ToolFilter | undefined;
  /** 32 bytes that seal cursors and confirmations. */
  cursorKey: Buffer;
  /** Remembers which confirmations were used; within this process when left out. */
  spend?: CallContext['spend'];
  /** Reads files that arguments name by path. */
  readFile?: ReadFile | undefined;
  /** Largest result in bytes, in place of what the integrations say. */
  outputBytes?: number | undefined;
  /** Told of every finished call; the outcome is given out when this is done. */
  onCall?: ((record: CallRecord, given: Arguments) => void | Promise<void>) | undefined;
  /** Told of failures that are not the model's business. */
  onFault?: ((error: unknown) => void) | undefined;
}

export function createCatalog(entries: readonly CatalogEntry[], options: CatalogOptions): Catalog {
  const bound = entries.flatMap(({ integration, account, operations }) =>
    filterOperations(operations ?? compileOperations(integration), options.filter ?? {}).map((operation) => ({
      operation,
      account,
    })),
  );
  const sealKey = createSecretKey(options.cursorKey);
  const byName = new Map(bound.map((entry) => [entry.operation.tool, entry]));

  return {
    prompts: entries.flatMap(({ integration }) => compilePrompts(integration)),
    operations: bound.map(({ operation }) => operation),
    instructions: entries
      .map(({ integration }) => integration.definition.instructions ?? '')
      .filter(Boolean)
      .join('\n\n'),
    async call(tool, given, watch = {}) {
      const { onTrace, origin = {} } = watch;
      const started = performance.now();
      const counts = { requests: 0, bytesReceived: 0 };
      const entry = byName.get(tool);
      const outcome = entry
        ? await attempt(entry.account, options, () =>
            entry.operation.call(given, {
              signal: watch.signal,
              onProgress: watch.onProgress,
              clock: watch.clock,
              account: entry.account,
              sealKey,
              spend: options.spend,
              outputBytes: options.outputBytes,
              readFile: options.readFile,
              trace: onTrace && startTrace(onTrace, entry.account, options),
              onResponse(response) {
                counts.requests += 1;
                counts.bytesReceived += response.body.length;
                watch.onResponse?.(response);
              },
            }),
          )
        : { error: unknownTool(tool, byName.keys()) };
      if (!options.onCall) return outcome;
      const record: CallRecord = {
        tool,
        origin,
        started: performance.timeOrigin + started,
        outcome: 'error' in outcome ? outcome.error.code : 'ok',
        requests: counts.requests,
        bytesReceived: counts.bytesReceived,
        bytesReturned: Buffer.byteLength('error' in outcome ? outcome.error.message : outcome.text),
        milliseconds: performance.now() - started,
      };
      await options.onCall(record, given);
      return outcome;
    },
  };
}

/** A trace that a listener which fails does not disturb. */
const startTrace = (onTrace: OnTrace, { redactor }: Account, { onFault }: CatalogOptions): Trace =>
  createTrace((event) => {
    try {
      onTrace(maskEvent(event, redactor));
    } catch (error) {
      onFault?.(error);
    }
  });

async function attempt(
  { redactor }: Account,
  { onFault }: CatalogOptions,
  run: () => Promise<CallResult>,
): Promise<Outcome> {
  try {
    const result = await run();
    const clean = redactor.redactValue(result.value, result.text);
    return clean === result.value ? result : { ...result, value: clean, text: JSON.stringify(clean) };
  } catch (error) {
    if (error instanceof ToolError) return { error: masked(error, redactor) };
    onFault?.(error);
    return { error: new ToolError('internal', 'the tool failed unexpectedly; see the server log.') };
  }
}

const masked = ({ code, message, details, origin }: ToolError, redactor: Redactor) =>
  new ToolError(code, redactor.redact(message), details, undefined, origin);

function unknownTool(tool: string, known: Iterable<string>): ToolError {
  const match = nearest(tool, known);
  const hint = match === undefined ? 'list the tools to see which there are.' : `did you mean \`${match}\`?`;
  return new ToolError('unknown_tool', `there is no tool \`${tool}\`; ${hint}`);
}
