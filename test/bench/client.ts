import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { stop } from './process.ts';

interface Answer {
  id?: number;
  result?: { isError?: boolean; tools?: unknown[]; content?: { text?: string }[] };
  error?: { message: string };
}

/** A client of the 2025 revisions over stdio with as little in it as will do, so that the server is what is measured. */
export interface StdioClient {
  readonly pid: number;
  request(method: string, params: object): Promise<NonNullable<Answer['result']>>;
  close(): Promise<void>;
}

/** Starts a server and shakes hands with it. */
export async function connect(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<StdioClient> {
  const child = spawn(process.execPath, args, { cwd, stdio: 'pipe', env: { ...process.env, ...env } });
  const client = overLines(child);
  await client.request('initialize', {
    protocolVersion: '2025-06-18',
    capabilities: {},
    clientInfo: { name: 'bench', version: '1.0.0' },
  });
  child.stdin.write('{"jsonrpc":"2.0","method":"notifications/initialized"}\n');
  return client;
}

function overLines(child: ChildProcessWithoutNullStreams): StdioClient {
  const waiting = new Map<number, { resolve(answer: Answer): void; reject(error: Error): void }>();
  let last = 0;
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-2_000);
  });
  child.once('exit', (code) => {
    for (const { reject } of waiting.values())
      reject(new Error(`the server ended with ${code}: ${errors.trim()}`));
  });
  eachLine(child, (line) => {
    const answer = JSON.parse(line) as Answer;
    const caller = answer.id === undefined ? undefined : waiting.get(answer.id);
    if (!caller) return;
    waiting.delete(answer.id as number);
    caller.resolve(answer);
  });
  return {
    pid: child.pid ?? 0,
    async request(method, params) {
      last += 1;
      const id = last;
      child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
      const answer = await new Promise<Answer>((resolve, reject) => waiting.set(id, { resolve, reject }));
      if (answer.result && answer.result.isError !== true) return answer.result;
      throw new Error(answer.error?.message ?? answer.result?.content?.[0]?.text ?? 'no result');
    },
    close: () => stop(child),
  };
}

function eachLine(child: ChildProcessWithoutNullStreams, take: (line: string) => void): void {
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.startsWith('{')) take(line);
  });
}
