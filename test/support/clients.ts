import {
  Client as ModernClient,
  StreamableHTTPClientTransport as ModernHttp,
} from '@modelcontextprotocol/client';
import { StdioClientTransport as ModernStdio } from '@modelcontextprotocol/client/stdio';
import { Client as LegacyClient } from '@modelcontextprotocol/sdk/client/index.js';
import { SSEClientTransport as LegacySse } from '@modelcontextprotocol/sdk/client/sse.js';
import { StdioClientTransport as LegacyStdio } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport as LegacyHttp } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { bareEnvironment } from './bare-environment.ts';

/** A tool result as tests read it. */
export interface ToolResult {
  isError?: boolean;
  content: { type: string; text: string }[];
  structuredContent: Record<string, unknown> & {
    error?: { code: string; message: string; [detail: string]: unknown };
  };
}

export interface CallOptions {
  signal?: AbortSignal;
  /** What goes along as `_meta` of the request. */
  meta?: Record<string, unknown>;
  onprogress?: (progress: { progress: number; total?: number | undefined }) => void;
}

/** What the official clients of both protocol eras have in common. */
export interface TestClient {
  protocolVersion: string | undefined;
  instructions: string | undefined;
  capabilities: Record<string, unknown> | undefined;
  listTools(): Promise<{ name: string; [key: string]: unknown }[]>;
  listPrompts(): Promise<{ name: string; [key: string]: unknown }[]>;
  getPrompt(
    name: string,
    args?: Record<string, string>,
  ): Promise<{ messages: { role: string; content: { text?: string } }[] }>;
  call(name: string, args?: Record<string, unknown>, options?: CallOptions): Promise<ToolResult>;
  close(): Promise<void>;
}

export interface Command {
  command: string;
  args: string[];
  env?: Record<string, string>;
  cwd?: string;
}

/** `2025`: SDK 1.x and the initialize handshake. `2026`: client 2.x pinned to 2026-07-28. */
export type Era = '2025' | '2026';
export const ERAS: readonly Era[] = ['2025', '2026'];

const INFO = { name: 'test', version: '1.0.0' };

/** Told of each `list_changed`, at once; with it, the client asks the server to be told. */
export type OnListChanged = (list: 'tools' | 'prompts') => void;

export interface HttpOptions {
  headers?: Record<string, string>;
  onListChanged?: OnListChanged;
}

export async function connectHttp(
  era: Era,
  url: string,
  { headers = {}, onListChanged }: HttpOptions = {},
): Promise<TestClient> {
  const options = { requestInit: { headers } };
  return era === '2025'
    ? legacy(new LegacyHttp(new URL(url), options), onListChanged)
    : modern(new ModernHttp(new URL(url), options), onListChanged);
}

/** A client of the HTTP+SSE transport of revision 2024-11-05. */
export const connectSse = (url: string): Promise<TestClient> => legacy(new LegacySse(new URL(url)));

export async function connectStdio(
  era: Era,
  command: Command,
  onListChanged?: OnListChanged,
): Promise<TestClient> {
  const options = {
    ...command,
    env: { ...bareEnvironment(), ...command.env },
    stderr: 'pipe' as const,
  };
  return era === '2025'
    ? legacy(new LegacyStdio(options), onListChanged)
    : modern(new ModernStdio(options), onListChanged);
}

const listening = (told: OnListChanged | undefined) => {
  const handler = (list: 'tools' | 'prompts') => ({
    autoRefresh: false,
    debounceMs: 0,
    onChanged: () => told?.(list),
  });
  return told ? { listChanged: { tools: handler('tools'), prompts: handler('prompts') } } : {};
};

async function legacy(
  transport: LegacyHttp | LegacyStdio | LegacySse,
  onListChanged?: OnListChanged,
): Promise<TestClient> {
  const client = new LegacyClient(INFO, listening(onListChanged));
  let version: string | undefined;
  Object.assign(transport, { setProtocolVersion: (agreed: string) => (version = agreed) });
  await client.connect(transport as Parameters<typeof client.connect>[0]);
  return {
    protocolVersion: version,
    instructions: client.getInstructions(),
    capabilities: client.getServerCapabilities(),
    listTools: async () => (await client.listTools()).tools,
    listPrompts: async () => (await client.listPrompts()).prompts,
    getPrompt: async (name, args = {}) =>
      (await client.getPrompt({ name, arguments: args })) as Awaited<ReturnType<TestClient['getPrompt']>>,
    call: async (name, args = {}, { meta, ...options } = {}) =>
      (await client.callTool(
        { name, arguments: args, ...(meta && { _meta: meta }) },
        undefined,
        options,
      )) as unknown as ToolResult,
    close: () => client.close(),
  };
}

async function modern(
  transport: ModernHttp | ModernStdio,
  onListChanged?: OnListChanged,
): Promise<TestClient> {
  const client = new ModernClient(INFO, {
    versionNegotiation: { mode: { pin: '2026-07-28' } },
    ...listening(onListChanged),
  });
  await client.connect(transport);
  return {
    protocolVersion: client.getNegotiatedProtocolVersion(),
    instructions: client.getInstructions(),
    capabilities: client.getServerCapabilities(),
    listTools: async () => (await client.listTools()).tools,
    listPrompts: async () => (await client.listPrompts()).prompts,
    getPrompt: async (name, args = {}) =>
      (await client.getPrompt({ name, arguments: args })) as Awaited<ReturnType<TestClient['getPrompt']>>,
    call: async (name, args = {}, { meta, ...options } = {}) =>
      (await client.callTool(
        { name, arguments: args, ...(meta && { _meta: meta }) },
        options,
      )) as unknown as ToolResult,
    close: () => client.close(),
  };
}
