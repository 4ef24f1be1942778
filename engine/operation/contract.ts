import type { KeyObject } from 'node:crypto';
import type { ReadFile } from '../http/multipart.ts';
import type { JsonSchema } from '../json.ts';
import type { Account } from './account.ts';
import type { ToolHints } from './hints.ts';
import type { Watch } from './watch.ts';

export type Arguments = Readonly<Record<string, unknown>>;

/** Uses up the id of a confirmation for so many seconds; `false` when it was used before. */
export type Spend = (id: string, seconds: number) => Promise<boolean>;

export interface CallContext extends Watch {
  account: Account;
  /** Seals cursors and confirmations. */
  sealKey: KeyObject;
  /** Remembers which confirmations were used; within this process when left out. */
  spend?: Spend | undefined;
  /** Reads files that arguments name by path; absent where that is not allowed. */
  readFile?: ReadFile | undefined;
  /** Largest result in bytes, in place of what the integration says. */
  outputBytes?: number | undefined;
  /** Whether a user has agreed to what this call is part of. */
  isConfirmed?: boolean | undefined;
  onProgress?: ((done: number, total: number | undefined) => void) | undefined;
}

/** The result of a call, and the same as JSON. */
export interface CallResult {
  value: Record<string, unknown>;
  text: string;
  /** A file that the API answered with, which is no text. */
  file?: ResultFile;
}

export interface ResultFile {
  uri: string;
  contentType: string;
  base64: string;
}

export const resultOf = (value: Record<string, unknown>): CallResult => ({
  value,
  text: JSON.stringify(value),
});

/** One compiled method: what MCP shows as a tool, and how it is carried out. */
export interface Operation {
  readonly tool: string;
  /** Names in the YAML. */
  readonly integration: string;
  readonly resource: string;
  readonly method: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly inputSchema: JsonSchema;
  readonly outputSchema: JsonSchema;
  readonly hints: ToolHints;
  call(given: Arguments, context: CallContext): Promise<CallResult>;
}

/** Finds an operation of the same integration by `resource.method`. */
export type FindOperation = (name: string) => Operation | undefined;
