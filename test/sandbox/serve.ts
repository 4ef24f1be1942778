import { onTestFinished } from 'vitest';
import { startSandbox } from '../../engine/sandbox/server.ts';
import type { SandboxFile } from '../../engine/types.ts';

/** Serves a definition until the test ends, and sends requests to it. */
export async function serve(definition: Omit<SandboxFile, 'sandbox'>) {
  const sandbox = await startSandbox({ sandbox: 1, ...definition });
  onTestFinished(() => sandbox.close());
  const send = async (line: string, body?: unknown, headers: Record<string, string> = {}) => {
    const [method = '', path = ''] = line.split(' ');
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const answer = await fetch(sandbox.url + path, {
      method,
      headers,
      ...(text !== undefined && { body: text }),
    });
    const received = await answer.text();
    const type = answer.headers.get('content-type');
    return {
      status: answer.status,
      headers: answer.headers,
      body: type === 'application/json' ? JSON.parse(received) : received,
    };
  };
  const body = async (line: string, sent?: unknown) => (await send(line, sent)).body;
  return { ...sandbox, send, body };
}
